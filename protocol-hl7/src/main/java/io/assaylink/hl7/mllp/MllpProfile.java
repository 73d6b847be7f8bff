// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How one peer frames: which deviations are tolerated, and the limits.
 *
 * @param release2 whether single bytes ACK (0x06) and NAK (0x15) in a frame are commit blocks (MLLP Release 2)
 * @param tolerated deviations that do not end the connection
 * @param messageLimit most bytes of content
 * @param gapLimit most bytes between two frames, CR, LF, NUL and space not counted
 * @param warningLimit most events of tolerated deviations in one second; the rest is counted only, which is said once
 * @param grace how long CR may be missing after FS
 * @param silence longest pause inside a frame
 * @param total longest time from the start of a frame to its end
 */
public record MllpProfile(
        boolean release2,
        Set<MllpCode> tolerated,
        int messageLimit,
        int gapLimit,
        int warningLimit,
        Duration grace,
        Duration silence,
        Duration total) {

    private static final MllpProfile STRICT = new MllpProfile(
            false,
            Set.of(),
            16 << 20,
            4 << 10,
            100,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    /** Checks the limits and that nothing intolerable is tolerated. */
    public MllpProfile {
        tolerated = Set.copyOf(tolerated);
        if (messageLimit < 1 || gapLimit < 0 || warningLimit < 1 || messageLimit > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (grace.isNegative() || silence.isNegative() || total.isNegative()) {
            throw new IllegalArgumentException("times must not be negative");
        }
        for (MllpCode code : tolerated) {
            if (!code.isTolerable()) {
                throw new IllegalArgumentException(code + " cannot be tolerated");
            }
        }
    }

    /** Release 1 to the letter: every deviation ends the connection. For conformance tests and bare decoders. */
    public static MllpProfile mllpStrict() {
        return STRICT;
    }

    /** Everything that can be tolerated without harm is: no message can be lost or merged by it. For links to devices. */
    public static MllpProfile mllpLenient() {
        EnumSet<MllpCode> harmless = EnumSet.allOf(MllpCode.class);
        harmless.removeIf(code -> !code.isHarmless());
        return STRICT.withTolerated(harmless);
    }

    /**
     * {@link #mllpLenient()} with Release 2 commit blocks. A frame that stops is dropped and reading goes on at the next VT, as
     * Release 2 demands, after 60 seconds: twice what a source waits before it sends again.
     */
    public static MllpProfile mllpR2() {
        return mllpLenient()
                .withRelease2(true)
                .tolerating(MllpCode.MESSAGE_TIMEOUT)
                .withTimes(STRICT.grace, Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    /** A copy that takes single ACK and NAK bytes for commit blocks, or does not. */
    public MllpProfile withRelease2(boolean commitBlocks) {
        return new MllpProfile(commitBlocks, tolerated, messageLimit, gapLimit, warningLimit, grace, silence, total);
    }

    /** A copy that tolerates exactly these. */
    public MllpProfile withTolerated(Set<MllpCode> codes) {
        return new MllpProfile(release2, codes, messageLimit, gapLimit, warningLimit, grace, silence, total);
    }

    /** A copy that tolerates {@code code} too. */
    public MllpProfile tolerating(MllpCode code) {
        EnumSet<MllpCode> more = EnumSet.of(code);
        more.addAll(tolerated);
        return withTolerated(more);
    }

    /** A copy that does not tolerate {@code code}. */
    public MllpProfile refusing(MllpCode code) {
        EnumSet<MllpCode> less = EnumSet.noneOf(MllpCode.class);
        less.addAll(tolerated);
        less.remove(code);
        return withTolerated(less);
    }

    /** A copy with these limits in bytes. */
    public MllpProfile withLimits(int message, int gap) {
        return new MllpProfile(release2, tolerated, message, gap, warningLimit, grace, silence, total);
    }

    /** A copy that raises so many tolerated deviations in a second. */
    public MllpProfile withWarningLimit(int perSecond) {
        return new MllpProfile(release2, tolerated, messageLimit, gapLimit, perSecond, grace, silence, total);
    }

    /** A copy with these times. */
    public MllpProfile withTimes(Duration newGrace, Duration newSilence, Duration newTotal) {
        return new MllpProfile(
                release2, tolerated, messageLimit, gapLimit, warningLimit, newGrace, newSilence, newTotal);
    }
}
