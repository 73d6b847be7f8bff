// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the receive contract promises, told from what a peer did and what was answered, and from nothing inside a
 * connection. Times are nanoseconds of the loop.
 *
 * <p>Where back-pressure held reading up, the connection's own account of that time is an input: the clocks stand still for
 * it, neither more nor less.
 */
final class ReceiveOracle {
    private final long stall;
    private final List<String> sent = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private String begun = "";
    /** When the peer's last byte was put on the line. */
    private long lastByte;

    private long pausedAtLastByte;
    /** A stall was told in this silence. */
    private boolean stallTold;
    /** Ends that the peer, the network or we brought about; the first that took effect is the reason. */
    private final List<Class<? extends CloseReason>> ends = new ArrayList<>();

    private @Nullable Closed<String> closed;

    ReceiveOracle(Duration stall) {
        this.stall = stall.toNanos();
    }

    /** The peer puts this on the line; {@code ends} where the last byte of a message is with it. */
    void sends(String text, boolean ends, long now, long paused) {
        if (!this.ends.isEmpty()) {
            return; // behind an end: nobody is promised anything
        }
        if (text.isEmpty() && !ends) {
            return; // nothing is begun
        }
        begun += text;
        if (ends) {
            sent.add(begun);
            begun = "";
        }
        lastByte = now;
        pausedAtLastByte = paused;
        stallTold = false;
    }

    void end(Class<? extends CloseReason> reason) {
        ends.add(reason);
    }

    boolean ended() {
        return !ends.isEmpty();
    }

    int received() {
        return received.size();
    }

    boolean owesMessages() {
        return ends.isEmpty() && received.size() < sent.size();
    }

    /**
     * When a receive asked for at {@code asked} is answered if nothing comes; the clocks stood still for {@code paused} in
     * all.
     */
    long due(long asked, long quiet, long paused) {
        long stood = paused - pausedAtLastByte;
        long from = Math.max(lastByte + stood, asked);
        if (begun.isEmpty()) {
            return from + quiet;
        }
        return stallTold ? from + Math.max(quiet, stall) : Math.max(asked, lastByte + stood + stall);
    }

    /** An answer to a receive, and when it came; checks all that it says. */
    void answered(ReceiveOutcome<String> outcome, long asked, long quiet, long now, long paused) {
        Closed<String> last = closed;
        if (last != null) {
            assertThat(outcome).as("after Closed always the same Closed").isEqualTo(last);
        } else if (outcome instanceof Received<String> message) {
            assertThat(received.size()).as("nothing is invented").isLessThan(sent.size());
            assertThat(message.message()).as("in order, each once").isEqualTo(sent.get(received.size()));
            assertThat(message.arrival().bytes()).isEqualTo(message.message().length() + 1);
            assertThat(message.arrival().firstByteNanos())
                    .isLessThanOrEqualTo(message.arrival().lastByteNanos());
            assertThat(message.arrival().lastByteNanos()).isLessThanOrEqualTo(now);
            received.add(message.message());
        } else if (outcome instanceof Idle<String> idle) {
            assertThat(received).as("what is there comes before Idle").isEqualTo(sent);
            assertThat(begun).as("Idle never comes while a byte is pending").isEmpty();
            assertThat(now - asked)
                    .as("a receive is quiet for as long as it asked")
                    .isGreaterThanOrEqualTo(quiet);
            assertThat(idle.quiet().toNanos()).isBetween(quiet, now - asked);
        } else if (outcome instanceof Stalled<String> stalled) {
            assertThat(received).as("what is there comes before Stalled").isEqualTo(sent);
            assertThat(stalled.bytesSoFar()).isEqualTo(begun.length()).isPositive();
            assertThat(stalled.quiet().toNanos())
                    .as("a stall is as long as its bound, and no pause of ours is in it")
                    .isBetween(stall, now - lastByte);
            assertThat(now).as("Stalled at its time").isEqualTo(due(asked, quiet, paused));
            stallTold = true;
        } else if (outcome instanceof Closed<String> end) {
            closed = end;
            closed(end.reason());
        }
    }

    private void closed(CloseReason reason) {
        assertThat(ends).as("an end has a cause").isNotEmpty();
        assertThat(ends.stream().anyMatch(end -> end.isInstance(reason)))
                .as("%s is one of %s", reason, ends)
                .isTrue();
        if (ends.get(0) == CloseReason.ByPeer.class && reason instanceof CloseReason.ByPeer peer) {
            assertThat(received)
                    .as("before an end in order comes all that was sent")
                    .isEqualTo(sent);
            assertThat(peer.midMessage()).isEqualTo(!begun.isEmpty());
        }
    }

    /** The connection is over and was asked until it said so; {@code accepted} messages had come in. */
    void over(long accepted) {
        assertThat(closed).isNotNull();
        assertThat((long) received.size()).as("what came in whole is not lost").isEqualTo(accepted);
        assertThat(received).isEqualTo(sent.subList(0, received.size()));
    }
}
