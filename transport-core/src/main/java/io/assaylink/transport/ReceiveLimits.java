// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The bounds and clocks of receiving on one connection. Zero switches a clock off.
 *
 * @param idle default of {@link Inbound#receive()}, and the rhythm of {@link Machine#idle}
 * @param stall silence inside a message until {@code Stalled}
 * @param total one message, first byte to last; a longer one may take longer, see {@code totalRate}
 * @param totalRate bytes per second: a message whose bytes so far would take longer than {@code total} at this rate has that
 *     long, so that what is large and moves is not cut (T8), and nothing takes longer than {@code maxMessage} would; 0: none
 *     has longer
 * @param maxMessage bytes of one message, checked before they are buffered
 * @param minRate bytes per second that a message in transit must keep after {@code grace}; 0: none
 * @param grace from a message's first byte until {@code minRate} counts
 * @param liveness silence of every kind until {@code PeerSilent}
 * @param writeStall no progress in writing until {@code WriteStalled}
 * @param halfClose what a machine gets to answer what it owes after the peer ended its half: {@link Machine#owesAnswer}
 * @param closeAfterQuiet silence between messages until {@link CloseReason.Quiet}: for peers that forget connections. What
 *     we send does not count, and neither do signs of life; it should be longer than any answer takes
 * @param inbox messages buffered for a puller before reading stops, 1 at least
 * @param inboxBytes bytes of memory that these may take before reading stops; looked at between reads, so that one message
 *     always passes, and what one read brought may come on top
 * @param budget what the partial messages of all connections that have the same one may take together; the largest is
 *     closed with {@link CloseReason.TooLarge} where it is exceeded
 */
public record ReceiveLimits(
        Duration idle,
        Duration stall,
        Duration total,
        long totalRate,
        long maxMessage,
        long minRate,
        Duration grace,
        Duration liveness,
        Duration writeStall,
        Duration halfClose,
        Duration closeAfterQuiet,
        int inbox,
        long inboxBytes,
        PartialBudget budget) {

    private static final ReceiveLimits DEFAULTS = new ReceiveLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            64_000,
            16L << 20,
            0,
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ZERO,
            64,
            1L << 20,
            PartialBudget.ofProcess());

    public static ReceiveLimits defaults() {
        return DEFAULTS;
    }

    public ReceiveLimits withIdle(Duration value) {
        return with(copy -> copy.idle = value);
    }

    public ReceiveLimits withStall(Duration value) {
        return with(copy -> copy.stall = value);
    }

    public ReceiveLimits withTotal(Duration value) {
        return with(copy -> copy.total = value);
    }

    /** 0: {@link #total()} is the bound of a message of any length. */
    public ReceiveLimits withTotalRate(long value) {
        return with(copy -> copy.totalRate = value);
    }

    public ReceiveLimits withMaxMessage(long value) {
        return with(copy -> copy.maxMessage = value);
    }

    public ReceiveLimits withMinRate(long value, Duration after) {
        return with(copy -> {
            copy.minRate = value;
            copy.grace = after;
        });
    }

    public ReceiveLimits withLiveness(Duration value) {
        return with(copy -> copy.liveness = value);
    }

    public ReceiveLimits withWriteStall(Duration value) {
        return with(copy -> copy.writeStall = value);
    }

    public ReceiveLimits withHalfClose(Duration value) {
        return with(copy -> copy.halfClose = value);
    }

    /** Zero, the default: quiet is no reason to close. */
    public ReceiveLimits withCloseAfterQuiet(Duration value) {
        return with(copy -> copy.closeAfterQuiet = value);
    }

    public ReceiveLimits withInbox(int value) {
        return with(copy -> copy.inbox = value);
    }

    public ReceiveLimits withInboxBytes(long value) {
        return with(copy -> copy.inboxBytes = value);
    }

    public ReceiveLimits withBudget(PartialBudget value) {
        return with(copy -> copy.budget = value);
    }

    private ReceiveLimits with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.limits();
    }

    /** The same values by name, some of which are to be others. */
    private static final class Copy {
        private Duration idle;
        private Duration stall;
        private Duration total;
        private long totalRate;
        private long maxMessage;
        private long minRate;
        private Duration grace;
        private Duration liveness;
        private Duration writeStall;
        private Duration halfClose;
        private Duration closeAfterQuiet;
        private int inbox;
        private long inboxBytes;
        private PartialBudget budget;

        Copy(ReceiveLimits of) {
            idle = of.idle;
            stall = of.stall;
            total = of.total;
            totalRate = of.totalRate;
            maxMessage = of.maxMessage;
            minRate = of.minRate;
            grace = of.grace;
            liveness = of.liveness;
            writeStall = of.writeStall;
            halfClose = of.halfClose;
            closeAfterQuiet = of.closeAfterQuiet;
            inbox = of.inbox;
            inboxBytes = of.inboxBytes;
            budget = of.budget;
        }

        ReceiveLimits limits() {
            return new ReceiveLimits(
                    idle,
                    stall,
                    total,
                    totalRate,
                    maxMessage,
                    minRate,
                    grace,
                    liveness,
                    writeStall,
                    halfClose,
                    closeAfterQuiet,
                    inbox,
                    inboxBytes,
                    budget);
        }
    }
}
