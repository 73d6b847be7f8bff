// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Plays a capture as its instrument sent it: the same bytes, one turn at a time, each after the answer to the one before.
 * A refused frame that the capture does not itself repeat is sent again, at most six times in all (E1381 6.5.1.2).
 */
final class AstmPlayer implements Machine<ByteBuffer> {
    private static final byte ACK = 0x06;
    private static final byte NAK = 0x15;
    private static final byte EOT = 0x04;
    private static final int SENDS = 6;

    /**
     * What came of it.
     *
     * @param accepted the texts of the frames that were accepted, repeats left out, as they follow each other
     * @param refusals how many frames were answered NAK
     * @param missing how many sound frames were refused and not accepted later: their records did not arrive
     * @param problem empty where the capture was played to its end
     */
    record Played(byte[] accepted, int refusals, int missing, String problem) {
        @Override
        public String toString() {
            return "Played[bytes=" + accepted.length + ", refusals=" + refusals + ", missing=" + missing + ", problem="
                    + problem + "]";
        }
    }

    private final List<AstmCapture.Turn> turns;
    private final long replyNanos;
    private final long busyNanos;
    private final CompletableFuture<Played> done = new CompletableFuture<>();
    private final ByteArrayOutputStream accepted = new ByteArrayOutputStream();
    /** Texts of sound frames that were refused and not accepted since. */
    private final List<byte[]> refused = new ArrayList<>();

    private byte[] lastText = new byte[0];
    private int lastNumber;
    private int next;
    private int sends;
    private int refusals;
    /** When the answer is overdue, or, while {@link #backingOff}, when ENQ goes out again. */
    private long deadline = Long.MAX_VALUE;

    private boolean backingOff;

    @SuppressWarnings("NullAway.Init") // set by opened(), the first call
    private Driver<ByteBuffer> driver;

    /**
     * A player for one connection.
     *
     * @param reply how long an answer may take; the standard says 15 s
     * @param busy how long to wait after NAK to ENQ; the standard says at least 10 s
     */
    AstmPlayer(List<AstmCapture.Turn> turns, Duration reply, Duration busy) {
        this.turns = turns;
        this.replyNanos = reply.toNanos();
        this.busyNanos = busy.toNanos();
    }

    CompletionStage<Played> done() {
        return done;
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
        sendNext(now);
    }

    @Override
    public void received(ByteBuffer in, long now) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if ((b == ACK || b == NAK || b == EOT) && deadline != Long.MAX_VALUE && !backingOff) {
                answered(b, now);
            }
        }
    }

    @Override
    public long nextDeadline(long now) {
        return deadline;
    }

    @Override
    public void tick(long now) {
        if (now - deadline < 0 || deadline == Long.MAX_VALUE) {
            return;
        }
        if (backingOff) {
            backingOff = false;
            send(turns.get(next), now);
        } else {
            driver.send(ByteBuffer.wrap(new byte[] {EOT}));
            finish("no answer within " + Duration.ofNanos(replyNanos).toSeconds() + " s");
        }
    }

    @Override
    public void closed(CloseReason reason, long now) {
        finish("the connection closed: " + reason);
    }

    private void answered(byte answer, long now) {
        AstmCapture.Turn turn = turns.get(next);
        if (turn.kind() == AstmCapture.Kind.ENQ) {
            answeredEnq(answer, now);
        } else if (answer == NAK) {
            refusals++;
            if (turn.sound()) {
                refused.add(turn.text());
            }
            if (isRepairedByTheCapture(turn) || !turn.sound()) {
                advance(now);
            } else {
                again(turn, now, "a frame was refused " + SENDS + " times");
            }
        } else {
            accept(turn);
            advance(now);
        }
    }

    private void answeredEnq(byte answer, long now) {
        if (answer != NAK) {
            lastNumber = 0;
            lastText = new byte[0];
            advance(now);
        } else if (sends < SENDS) {
            backingOff = true;
            deadline = now + busyNanos;
        } else {
            finish("the receiver is busy");
        }
    }

    /** A repeat of the accepted frame, or one out of turn: the capture goes on with the right one. */
    private boolean isRepairedByTheCapture(AstmCapture.Turn turn) {
        boolean expected = turn.number() == (lastNumber + 1) % 8;
        boolean repeated = next + 1 < turns.size()
                && turns.get(next + 1).kind() == AstmCapture.Kind.FRAME
                && turns.get(next + 1).number() == turn.number();
        return !expected || repeated;
    }

    private void accept(AstmCapture.Turn turn) {
        boolean repeat = turn.number() == lastNumber && Arrays.equals(turn.text(), lastText);
        if (!repeat) {
            accepted.writeBytes(turn.text());
        }
        refused.removeIf(text -> Arrays.equals(text, turn.text()));
        lastNumber = turn.number();
        lastText = turn.text();
    }

    private void again(AstmCapture.Turn turn, long now, String otherwise) {
        if (sends < SENDS) {
            send(turn, now);
        } else {
            driver.send(ByteBuffer.wrap(new byte[] {EOT}));
            finish(otherwise);
        }
    }

    private void advance(long now) {
        next++;
        sends = 0;
        sendNext(now);
    }

    private void sendNext(long now) {
        deadline = Long.MAX_VALUE;
        while (next < turns.size()) {
            AstmCapture.Turn turn = turns.get(next);
            send(turn, now);
            if (turn.kind() == AstmCapture.Kind.ENQ || turn.kind() == AstmCapture.Kind.FRAME) {
                return;
            }
            deadline = Long.MAX_VALUE;
            sends = 0;
            next++;
        }
        finish("");
    }

    private void send(AstmCapture.Turn turn, long now) {
        sends++;
        driver.send(ByteBuffer.wrap(turn.bytes()));
        deadline = now + replyNanos;
    }

    private void finish(String problem) {
        deadline = Long.MAX_VALUE;
        done.complete(new Played(accepted.toByteArray(), refusals, refused.size(), problem));
    }
}
