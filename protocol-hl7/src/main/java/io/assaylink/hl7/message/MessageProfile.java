// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.encoding.Formatting;
import io.assaylink.hl7.message.Hl7Problem.Code;
import java.nio.charset.Charset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How the messages of one sender are read, and what of its deviations is tolerated.
 *
 * <p>A tolerance does not hide a problem: {@link Hl7Message#problems()} reports all, {@link Hl7Message#refusals()} those
 * that are not tolerated. Only {@link Code#DELIMITERS} changes what is read.
 *
 * @param tolerated problems that do not make a message unacceptable
 * @param charset charset of the texts whatever MSH-18 says; for senders whose MSH-18 is wrong
 * @param defaultCharset charset where MSH-18 is empty or names nothing known
 * @param detectUtf8 whether a message that names no known charset, or says ASCII, is read as UTF-8 when its bytes are valid
 *     UTF-8 and not all ASCII; looks at every byte
 * @param terminator what ends a segment
 * @param joinBrokenLines whether a line that begins with no segment identifier belongs to the segment before it, raw line
 *     break included
 * @param formatting what texts show of formatting commands
 * @param problemLimit most problems of one code that are listed; the last one says that there are more
 */
public record MessageProfile(
        Set<Code> tolerated,
        Optional<Charset> charset,
        Optional<Charset> defaultCharset,
        boolean detectUtf8,
        Terminator terminator,
        boolean joinBrokenLines,
        Formatting formatting,
        int problemLimit) {

    /** What ends a segment. The standard knows CR alone. */
    public enum Terminator {
        /** CR if the message has one, with an LF beside it; else LF. */
        BY_CONTENT,
        /** CR, with an LF beside it. */
        CR,
        /** LF, with a CR before it. */
        LF
    }

    private static final MessageProfile STRICT = new MessageProfile(
            Set.of(), Optional.empty(), Optional.empty(), false, Terminator.BY_CONTENT, false, Formatting.LINES, 100);

    /** Checks that nothing intolerable is tolerated and that the limit is at least 1. */
    public MessageProfile {
        tolerated = Set.copyOf(tolerated);
        if (problemLimit < 1) {
            throw new IllegalArgumentException("at least one problem of a code is listed");
        }
        for (Code code : tolerated) {
            if (!code.isTolerable()) {
                throw new IllegalArgumentException(code + " cannot be tolerated");
            }
        }
        charset.ifPresent(MessageProfile::requireAscii);
        defaultCharset.ifPresent(MessageProfile::requireAscii);
    }

    /** Nothing is tolerated: for conformance tests, and what {@link Hl7Message#of(byte[])} reads with. */
    public static MessageProfile strict() {
        return STRICT;
    }

    /** Everything a message can be read in spite of is tolerated: for links to devices. */
    public static MessageProfile lenient() {
        EnumSet<Code> all = EnumSet.noneOf(Code.class);
        for (Code code : Code.values()) {
            if (code.isTolerable()) {
                all.add(code);
            }
        }
        return STRICT.withTolerated(all);
    }

    /** A copy that tolerates exactly these. */
    public MessageProfile withTolerated(Set<Code> codes) {
        return new MessageProfile(
                codes, charset, defaultCharset, detectUtf8, terminator, joinBrokenLines, formatting, problemLimit);
    }

    /** A copy that tolerates {@code code} too. */
    public MessageProfile tolerating(Code code) {
        EnumSet<Code> more = EnumSet.of(code);
        more.addAll(tolerated);
        return withTolerated(more);
    }

    /** A copy that does not tolerate {@code code}. */
    public MessageProfile refusing(Code code) {
        EnumSet<Code> less = EnumSet.noneOf(Code.class);
        less.addAll(tolerated);
        less.remove(code);
        return withTolerated(less);
    }

    /** A copy that reads texts in {@code override} whatever MSH-18 says; a byte order mark is believed more. */
    public MessageProfile withCharset(Charset override) {
        return new MessageProfile(
                tolerated,
                Optional.of(override),
                defaultCharset,
                detectUtf8,
                terminator,
                joinBrokenLines,
                formatting,
                problemLimit);
    }

    /** A copy with a charset for messages that name none. */
    public MessageProfile withDefaultCharset(Charset otherwise) {
        return new MessageProfile(
                tolerated,
                charset,
                Optional.of(otherwise),
                detectUtf8,
                terminator,
                joinBrokenLines,
                formatting,
                problemLimit);
    }

    /** A copy that recognises UTF-8, or does not. */
    public MessageProfile withDetectUtf8(boolean detect) {
        return new MessageProfile(
                tolerated, charset, defaultCharset, detect, terminator, joinBrokenLines, formatting, problemLimit);
    }

    /** A copy with this segment terminator. */
    public MessageProfile withTerminator(Terminator forced) {
        return new MessageProfile(
                tolerated, charset, defaultCharset, detectUtf8, forced, joinBrokenLines, formatting, problemLimit);
    }

    /** A copy that joins lines without an identifier to the segment before, or does not. */
    public MessageProfile withJoinBrokenLines(boolean join) {
        return new MessageProfile(
                tolerated, charset, defaultCharset, detectUtf8, terminator, join, formatting, problemLimit);
    }

    /** A copy whose texts show formatting commands so. */
    public MessageProfile withFormatting(Formatting shown) {
        return new MessageProfile(
                tolerated, charset, defaultCharset, detectUtf8, terminator, joinBrokenLines, shown, problemLimit);
    }

    /** A copy with this limit. */
    public MessageProfile withProblemLimit(int most) {
        return new MessageProfile(
                tolerated, charset, defaultCharset, detectUtf8, terminator, joinBrokenLines, formatting, most);
    }

    private static void requireAscii(Charset charset) {
        String header = "MSH|^~&";
        if (!new String(header.getBytes(US_ASCII), charset).equals(header)) {
            throw new IllegalArgumentException("messages need a charset that contains ASCII, not " + charset.name());
        }
    }
}
