// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

/** When the frame being read must go on. Meaningful inside a frame only; times are nanoseconds of a monotonic clock. */
final class FrameClock {

    private final MllpProfile profile;
    private long started;
    private long lastByte;

    FrameClock(MllpProfile profile) {
        this.profile = profile;
    }

    void started(long now) {
        started = now;
    }

    void byteCame(long now) {
        lastByte = now;
    }

    /** Silence or the whole frame, whichever ends first. */
    long contentDue() {
        long silent = lastByte + profile.silence().toNanos();
        long overdue = started + profile.total().toNanos();
        return silent - overdue < 0 ? silent : overdue;
    }

    long trailerDue() {
        return lastByte + profile.grace().toNanos();
    }
}
