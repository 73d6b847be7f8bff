// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.Step;
import io.assaylink.facilitator.session.Verdict;
import io.assaylink.facilitator.session.Verdict.Kind;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What both roles do on each connection: register first, be accepted by a {@code HEARTBEAT} with status ok, then send one
 * in time and have it answered in time. No I/O; one thread at a time.
 */
final class Registration {
    static final long MAX_FRAME = 100L << 20;
    /** Frames that may come between our registration and its answer. */
    private static final int EARLY = 64;

    private static final long NEVER = Long.MAX_VALUE;

    private final UfoOptions options;
    private final AipFrames frames;
    private final Consumer<Effect> out;
    private final ArrayDeque<byte[]> early = new ArrayDeque<>();
    private long epoch;
    private boolean up;
    private long heartbeatAt = NEVER;
    private long answerDue = NEVER;

    Registration(UfoOptions options, AipFrames frames, Consumer<Effect> out) {
        this.options = options;
        this.frames = frames;
        this.out = out;
    }

    long epoch() {
        return epoch;
    }

    boolean isUp() {
        return up;
    }

    void send(byte[] frame) {
        out.accept(new Effect.Send(epoch, frame));
    }

    void connected(long ofEpoch) {
        epoch = ofEpoch;
        send(frames.register(options.platform()));
    }

    Step handshake(byte[] bytes) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, MAX_FRAME);
        String type = frame.key("type");
        if (type.equals("heartbeat") && frame.text("status").orElse("").equals("ok")) {
            return new Step.Ready("registered");
        } else if (type.equals("error")) { // its words are free: an unknown device, a name that is taken
            return new Step.End(1000, Verdict.passing("registration refused"));
        } else if (early.size() < EARLY) {
            early.addLast(bytes); // the server gives work to whom it knows before it says that it does
        } else {
            out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
        }
        return Step.STAY;
    }

    /** Is ready from now on; what came too early is to be taken as if it came now. */
    List<byte[]> ready(long now) {
        up = true;
        heartbeatAt = now + options.heartbeat().toNanos();
        List<byte[]> waiting = List.copyOf(early);
        early.clear();
        return waiting;
    }

    /** A heartbeat's answer is on its way to us. */
    boolean isOwedHeartbeat() {
        return answerDue != NEVER;
    }

    /** A {@code HEARTBEAT} that names no session. */
    void heartbeat() {
        answerDue = NEVER;
    }

    Step tick(long now) {
        if (up && answerDue != NEVER && now - answerDue >= 0) {
            return new Step.End(1000, Verdict.passing("heartbeat not answered"));
        }
        if (up && now - heartbeatAt >= 0) {
            heartbeatAt = now + options.heartbeat().toNanos();
            answerDue = Math.min(answerDue, now + options.heartbeatTimeout().toNanos());
            out.accept(new Effect.Count(Counter.HEARTBEAT_SENT));
            send(frames.heartbeat());
        }
        return Step.STAY;
    }

    long nextDeadline() {
        return up ? Math.min(heartbeatAt, answerDue) : NEVER;
    }

    void lost() {
        up = false;
        early.clear();
        heartbeatAt = NEVER;
        answerDue = NEVER;
    }

    /** 1008 is what a bad token gets. */
    static Verdict verdict(CloseReason reason) {
        return reason instanceof CloseReason.ByPeer peer && peer.code() == 1008
                ? new Verdict(Kind.CREDENTIALS, "closed by hub 1008", Duration.ZERO)
                : Verdict.of(reason);
    }
}
