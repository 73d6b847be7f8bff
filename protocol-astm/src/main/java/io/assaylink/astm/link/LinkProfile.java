// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.Tolerance;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * How one instrument departs from the standard, and its limits.
 *
 * @param tolerances the departures that are accepted; each use is reported as {@link LinkEvent.Tolerated}
 * @param textLimit bytes of text in a received frame, up to 63,993
 * @param messageLimit bytes of a received message
 * @param sending how frames are filled
 * @param charset of the records
 */
public record LinkProfile(
        Set<Tolerance> tolerances, int textLimit, int messageLimit, FrameEncoder sending, Charset charset) {

    /** 16 MiB. */
    public static final int MESSAGE_LIMIT = 16 << 20;

    private static final LinkProfile STRICT = new LinkProfile(
            Set.of(), FrameEncoder.LARGE_LIMIT, MESSAGE_LIMIT, FrameEncoder.defaults(), StandardCharsets.ISO_8859_1);

    public LinkProfile {
        tolerances = Set.copyOf(tolerances);
        if (textLimit < 1 || textLimit > FrameEncoder.LARGE_LIMIT || messageLimit < 1) {
            throw new IllegalArgumentException("text limit 1 to 63,993, message limit above 0");
        }
    }

    /** LIS01-A2 by the letter: no departure, 63,993 characters received, 240 sent, ISO 8859-1. */
    public static LinkProfile strict() {
        return STRICT;
    }

    /** As strict with the limit of 240 characters of E1381-95 in both directions. */
    public static LinkProfile e1381() {
        return STRICT.withTextLimit(FrameEncoder.CLASSIC_LIMIT);
    }

    /**
     * For a fresh endpoint: every departure that cannot cost or corrupt data. Left out are other ways to sum (a damaged
     * frame would pass more often), absent or reused numbers (a repeat could not be told from a new frame) and messages
     * without L (they would be acknowledged before they are whole).
     */
    public static LinkProfile lenient() {
        return STRICT.with(
                Tolerance.LOWERCASE_CHECKSUM,
                Tolerance.CHECKSUM_UNPADDED,
                Tolerance.CHECKSUM_ABSENT,
                Tolerance.FRAME_END_WITHOUT_LF,
                Tolerance.FRAME_END_WITHOUT_CR,
                Tolerance.FRAME_END_ABSENT,
                Tolerance.LF_IN_TEXT,
                Tolerance.NUMBER_FROM_ZERO,
                Tolerance.NUMBER_SKIPS_ZERO,
                Tolerance.CR_BEFORE_ETX_ABSENT,
                Tolerance.MESSAGES_SHARE_FRAME,
                Tolerance.SESSION_WITHOUT_ENQ,
                Tolerance.UNFRAMED_RECORDS);
    }

    /** Whether this departure is accepted. */
    public boolean allows(Tolerance tolerance) {
        return tolerances.contains(tolerance);
    }

    /** A copy that accepts these too. */
    public LinkProfile with(Tolerance... more) {
        Set<Tolerance> all = EnumSet.noneOf(Tolerance.class);
        all.addAll(tolerances);
        all.addAll(Arrays.asList(more));
        return new LinkProfile(all, textLimit, messageLimit, sending, charset);
    }

    /** A copy that accepts none of these. */
    public LinkProfile without(Tolerance... fewer) {
        Set<Tolerance> left = new HashSet<>(tolerances);
        left.removeAll(Arrays.asList(fewer));
        return new LinkProfile(left, textLimit, messageLimit, sending, charset);
    }

    /** A copy with this limit of received text. */
    public LinkProfile withTextLimit(int limit) {
        return new LinkProfile(tolerances, limit, messageLimit, sending, charset);
    }

    /** A copy with this limit of received messages. */
    public LinkProfile withMessageLimit(int limit) {
        return new LinkProfile(tolerances, textLimit, limit, sending, charset);
    }

    /** A copy that fills frames in this way. */
    public LinkProfile withSending(FrameEncoder encoder) {
        return new LinkProfile(tolerances, textLimit, messageLimit, encoder, charset);
    }

    /** A copy whose records are in this character set. */
    public LinkProfile withCharset(Charset other) {
        return new LinkProfile(tolerances, textLimit, messageLimit, sending, other);
    }
}
