// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.clock;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveProgress;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The clocks on the peer of one connection. Pure: time is an argument. They stand still while we are the ones not
 * reading.
 */
public final class Clocks {
    /** Of a delay: no such deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000L;

    private final long stall;
    private final long total;
    private final long totalRate;
    private final long minRate;
    private final long grace;
    private final long liveness;
    private final long closeAfterQuiet;

    /** Last byte of any kind. */
    private long lastByte;
    /** Last byte of a message. */
    private long lastProgress;
    /** First byte of the message in transit; meaningful while {@link #transit} is not 0. */
    private long transitSince;

    /** When idleness was last told, or {@link #lastProgress} where that is later. */
    private long idleSince;

    private long transit;
    private boolean stallSaid;
    /** A sign of life was asked for since the last byte. */
    private boolean probed;

    private long probedAt;
    private boolean standing = true;
    private long standingSince;
    private long stoodFor;

    public Clocks(ReceiveLimits limits, long now) {
        stall = nanos(limits.stall());
        total = nanos(limits.total());
        totalRate = limits.totalRate();
        minRate = limits.minRate();
        grace = nanos(limits.grace());
        liveness = nanos(limits.liveness());
        closeAfterQuiet = nanos(limits.closeAfterQuiet());
        lastByte = now;
        lastProgress = now;
        transitSince = now;
        idleSince = now;
        standingSince = now;
    }

    public static long nanos(Duration duration) {
        return duration.toSeconds() >= NEVER / SECOND / 2 ? NEVER / 2 : duration.toNanos();
    }

    public void bytes(long now) {
        lastByte = now;
        probed = false;
    }

    public void progress(long bytesSoFar, long now) {
        if (bytesSoFar == transit) {
            return;
        }
        if (transit == 0) {
            transitSince = now;
        }
        transit = bytesSoFar;
        lastProgress = now;
        idleSince = now;
        stallSaid = false;
    }

    /** The message in transit; its declared length or -1. */
    public ReceiveProgress progress(long declared) {
        OptionalLong length = declared < 0 ? OptionalLong.empty() : OptionalLong.of(declared);
        return transit == 0
                ? ReceiveProgress.NONE
                : new ReceiveProgress(transit, length, OptionalLong.of(transitSince));
    }

    /** A message ended. Returns when it began. */
    public long complete(long now) {
        long began = transit > 0 ? transitSince : now;
        transit = 0;
        lastProgress = now;
        idleSince = now;
        stallSaid = false;
        return began;
    }

    public void stand(long now) {
        if (!standing) {
            standing = true;
            standingSince = now;
        }
    }

    /** Returns how long they stood. */
    public long go(long now) {
        long stood = standing ? now - standingSince : 0;
        if (standing) {
            standing = false;
            stoodFor += stood;
            lastByte += stood;
            lastProgress += stood;
            transitSince += stood;
            idleSince += stood;
            probedAt += stood;
        }
        return stood;
    }

    public boolean standing() {
        return standing;
    }

    public long stoodFor(long now) {
        return standing ? stoodFor + (now - standingSince) : stoodFor;
    }

    public long transit() {
        return transit;
    }

    public long lastProgress() {
        return lastProgress;
    }

    public long idleSince() {
        return idleSince;
    }

    public void sayIdle(long now) {
        idleSince = now;
    }

    /** Since the last byte of a message. */
    public long silence(long now) {
        return now - lastProgress;
    }

    /** Which bound the peer broke, if any. */
    public @Nullable CloseReason broken(long now) {
        if (standing) {
            return null;
        }
        if (probed && untilSilent(now) <= 0) {
            return new CloseReason.PeerSilent(Duration.ofNanos(now - lastByte));
        }
        if (transit == 0) {
            return closeAfterQuiet > 0 && silence(now) >= closeAfterQuiet
                    ? new CloseReason.Quiet(Duration.ofNanos(silence(now)))
                    : null;
        }
        long taken = now - transitSince;
        if (total > 0 && taken >= overdueAfter()) {
            return new CloseReason.Overdue(Duration.ofNanos(taken), transit);
        }
        if (minRate > 0 && taken >= slowAfter()) {
            return new CloseReason.TooSlow((long) (transit / (taken / (double) SECOND)), transit);
        }
        return null;
    }

    /** Delay until {@link #broken} may answer otherwise, or {@link #NEVER}. */
    public long untilBroken(long now) {
        if (standing) {
            return NEVER;
        }
        long delay = probed ? untilSilent(now) : NEVER;
        if (transit == 0 && closeAfterQuiet > 0) {
            delay = Math.min(delay, closeAfterQuiet - silence(now));
        }
        if (transit > 0 && total > 0) {
            delay = Math.min(delay, overdueAfter() - (now - transitSince));
        }
        if (transit > 0 && minRate > 0) {
            delay = Math.min(delay, slowAfter() - (now - transitSince));
        }
        return delay;
    }

    /** True once for each silence of half the liveness bound: time to ask for a sign of life. */
    public boolean wantsProbe(long now) {
        if (standing || liveness == 0 || probed || now - lastByte < liveness / 2) {
            return false;
        }
        probed = true;
        probedAt = now;
        return true;
    }

    /** Whoever was asked late, for we stood still, has the same time to answer as anyone. */
    private long untilSilent(long now) {
        return Math.max(liveness - (now - lastByte), liveness - liveness / 2 - (now - probedAt));
    }

    public long untilProbe(long now) {
        return standing || liveness == 0 || probed ? NEVER : liveness / 2 - (now - lastByte);
    }

    public boolean stalled(long now) {
        return !standing && stall > 0 && transit > 0 && !stallSaid && silence(now) >= stall;
    }

    /** Delay until {@link #stalled} for the first time in this silence. */
    public long untilStalled(long now) {
        return standing || stall == 0 || transit == 0 || stallSaid ? NEVER : stall - silence(now);
    }

    public void sayStalled() {
        stallSaid = true;
    }

    /** From the first byte on, until the bytes that came are too few for the time. */
    private long slowAfter() {
        return Math.max(grace, atRate(minRate));
    }

    /** From the first byte on: what is large and moves has as long as it takes at the least rate (T8). */
    private long overdueAfter() {
        return totalRate > 0 ? Math.max(total, atRate(totalRate)) : total;
    }

    /** What the bytes so far take at this rate. */
    private long atRate(long bytesPerSecond) {
        return (long) Math.min(transit * (double) SECOND / bytesPerSecond, NEVER / 2.0);
    }
}
