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
 * @param grace how long CR may be missing after FS
 * @param silence longest pause inside a frame
 * @param total longest time from the start of a frame to its end
 */
public record MllpProfile(
        boolean release2,
        Set<MllpCode> tolerated,
        int messageLimit,
        int gapLimit,
        Duration grace,
        Duration silence,
        Duration total) {

    private static final MllpProfile STRICT = new MllpProfile(
            false, Set.of(), 16 << 20, 4 << 10, Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** Checks the limits and that nothing intolerable is tolerated. */
    public MllpProfile {
        tolerated = Set.copyOf(tolerated);
        if (messageLimit < 1 || gapLimit < 0 || messageLimit > Integer.MAX_VALUE - 64) {
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

    /** Everything that can be tolerated without harm is. For links to devices. */
    public static MllpProfile mllpLenient() {
        EnumSet<MllpCode> all = EnumSet.noneOf(MllpCode.class);
        for (MllpCode code : MllpCode.values()) {
            if (code.isTolerable()) {
                all.add(code);
            }
        }
        return STRICT.withTolerated(all);
    }

    /** {@link #mllpLenient()} with Release 2 commit blocks. */
    public static MllpProfile mllpR2() {
        MllpProfile lenient = mllpLenient();
        return new MllpProfile(
                true,
                lenient.tolerated,
                lenient.messageLimit,
                lenient.gapLimit,
                lenient.grace,
                lenient.silence,
                lenient.total);
    }

    /** A copy that tolerates exactly these. */
    public MllpProfile withTolerated(Set<MllpCode> codes) {
        return new MllpProfile(release2, codes, messageLimit, gapLimit, grace, silence, total);
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
        return new MllpProfile(release2, tolerated, message, gap, grace, silence, total);
    }

    /** A copy with these times. */
    public MllpProfile withTimes(Duration newGrace, Duration newSilence, Duration newTotal) {
        return new MllpProfile(release2, tolerated, messageLimit, gapLimit, newGrace, newSilence, newTotal);
    }
}
