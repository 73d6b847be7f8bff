// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.encoding.CharacterScan;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.message.Hl7Problem.Code;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at a whole message for what its sender got wrong. */
final class Diagnosis {

    /** The longest MSH-10 any version allows. */
    private static final int CONTROL_ID_LIMIT = 199;

    private final Preamble message;
    private final byte[] bytes;
    private final List<Hl7Problem> problems = new ArrayList<>();
    private final Map<Code, Integer> counts = new EnumMap<>(Code.class);

    Diagnosis(Preamble message) {
        this.message = message;
        this.bytes = message.bytes();
    }

    List<Hl7Problem> of(List<Segment> segments) {
        if (Preamble.hasByteOrderMark(bytes)) {
            add(Code.BYTE_ORDER_MARK, 0, "UTF-8 is used; turn the byte order mark off at the sender");
        }
        header();
        int gap = message.start();
        for (Segment segment : segments) {
            lineEnds(gap, segment.offset());
            gap = segment.offset() + segment.length();
            segment(segment, gap);
        }
        lineEnds(gap, bytes.length);
        charset();
        return List.copyOf(problems);
    }

    private void header() {
        if (!message.readable()) {
            add(Code.BAD_MSH, message.start(), "expected MSH, a separator and 2 to 5 distinct encoding characters");
            return;
        }
        delimiters();
        if (!message.isMsh()) {
            return;
        }
        Value id = new Segment(message, 0, message.start(), message.end()).field(10);
        if (id.isAbsent()) {
            add(
                    Code.EMPTY_CONTROL_ID,
                    id.offset() == 0 ? message.end() : id.offset(),
                    "expected 1 to 199 bytes in MSH-10");
        } else if (id.length() > CONTROL_ID_LIMIT) {
            add(Code.BAD_CONTROL_ID, id.offset(), "expected 1 to 199 bytes in MSH-10");
        }
        for (int i = id.offset(); i < id.offset() + id.length(); i++) {
            if (bytes[i] >= 0 && bytes[i] < 0x20) {
                add(Code.BAD_CONTROL_ID, i, "a control character in MSH-10");
                return;
            }
        }
    }

    /** Each character of MSH-2 that is read as nothing: a second one, one that cannot delimit, one beyond the fifth. */
    private void delimiters() {
        int from = message.start() + 4;
        int end =
                HeaderScan.end(bytes, from, message.end(), message.delimiters().field());
        if (end - from < 2) {
            add(Code.DELIMITERS, from, "MSH-2 has fewer than two characters: fields do not repeat");
        }
        for (int i = from; i < end; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean again = false;
            for (int j = from - 1; j < i; j++) {
                again |= bytes[j] == bytes[i];
            }
            if (i - from >= 5) {
                add(Code.DELIMITERS, i, "MSH-2 has more than five characters; the rest is ignored");
                return;
            } else if (again || !Delimiters.canDelimit(c)) {
                add(
                        Code.DELIMITERS,
                        i,
                        again ? "declared twice; its first meaning holds" : "cannot delimit; it does not");
            }
        }
    }

    /** What stands between two segments, or after the last: one terminator is right. */
    private void lineEnds(int from, int to) {
        int ends = 0;
        for (int i = from; i < to; i++) {
            boolean pair = i + 1 < to && bytes[i] != bytes[i + 1]; // CR LF or LF CR
            if (pair || bytes[i] == Preamble.LF) {
                once(Code.LF_TERMINATOR, bytes[i] == Preamble.LF ? i : i + 1, "expected CR alone after a segment");
            }
            if (++ends == 2) {
                once(Code.BLANK_LINE, i, "a segment holds at least its identifier");
            }
            i += pair ? 1 : 0;
        }
    }

    private void segment(Segment segment, int end) {
        if (!Lines.hasId(message, segment.offset())) {
            add(Code.SEGMENT_ID, segment.offset(), "expected an identifier such as OBX: a raw line break in a text?");
        }
        int joined =
                message.profile().joinBrokenLines() ? Lines.stop(bytes, segment.offset(), message.terminator()) : end;
        while (joined < end) {
            int next = Lines.next(bytes, joined);
            add(Code.SEGMENT_ID, next, "expected an identifier such as OBX: joined to the segment before");
            joined = Lines.stop(bytes, next, message.terminator());
        }
        int from = segment.offset();
        if (segment.index() == 0 && message.header()) {
            from = HeaderScan.end(bytes, from + 4, end, message.delimiters().field());
        }
        int lineFeed = CharacterScan.SINGLE.find(bytes, from, end, '\n');
        if (lineFeed < end) {
            once(Code.LF_IN_TEXT, lineFeed, "escape line ends in texts as \\.br\\ or \\X0A\\");
        }
        int broken = Escapes.firstBroken(bytes, from, end, message.delimiters(), message.scan());
        while (broken < end) {
            add(Code.ESCAPE, broken, "an escape character that is data is written as \\E\\");
            broken = Escapes.firstBroken(bytes, broken + 1, end, message.delimiters(), message.scan());
        }
    }

    private void charset() {
        MessageProfile profile = message.profile();
        if (profile.charset().isEmpty() && message.isMsh() && !Preamble.hasByteOrderMark(bytes)) {
            String names = HeaderScan.charsets(bytes, message.start(), message.end(), message.delimiters());
            String name = CharsetDecision.first(names, message.delimiters());
            Optional<Charset> known = Hl7Charset.forName(name).filter(Hl7Charset::isFramable);
            if (!name.isEmpty() && known.isEmpty()) {
                add(
                        Code.CHARSET,
                        message.start(),
                        "MSH-18 names no usable character set, "
                                + message.charset().name() + " is used; give the link a charset");
                return;
            }
        }
        int malformed = CharsetDecision.firstMalformed(bytes, 0, message.charset());
        if (malformed >= 0) {
            String said = message.charset().equals(US_ASCII)
                    ? "ASCII (MSH-18 empty or ASCII)"
                    : message.charset().name();
            add(Code.CHARSET, malformed, "bytes are not " + said + "; correct MSH-18 or give the link a charset");
        }
    }

    /** For what a sender does everywhere if it does it at all. */
    private void once(Code code, long offset, String hint) {
        if (counts.merge(code, 1, Integer::sum) == 1) {
            problems.add(new Hl7Problem(code, offset, hint));
        }
    }

    /** Keeps what is said about one message bounded, however broken it is. */
    private void add(Code code, long offset, String hint) {
        int count = counts.merge(code, 1, Integer::sum);
        int limit = message.profile().problemLimit();
        if (count < limit) {
            problems.add(new Hl7Problem(code, offset, hint));
        } else if (count == limit) {
            problems.add(new Hl7Problem(code, offset, hint + "; if there are more of this code, they are not listed"));
        }
    }
}
