// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.message.Hl7Problem.Code;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;

/** Looks at a whole message for what its sender got wrong. */
final class Diagnosis {

    /** The longest MSH-10 any version allows. */
    private static final int CONTROL_ID_LIMIT = 199;

    private final Preamble message;
    private final boolean overridden;
    private final List<Hl7Problem> problems = new ArrayList<>();

    Diagnosis(Preamble message, boolean overridden) {
        this.message = message;
        this.overridden = overridden;
    }

    /** Whether the first segment is a header whose delimiters can be used. */
    static boolean isReadable(Preamble message) {
        return message.header() && message.end() - message.start() >= 8 && isLegalHeader(message);
    }

    List<Hl7Problem> of(List<Segment> segments) {
        byte[] bytes = message.bytes();
        if (Preamble.hasByteOrderMark(bytes)) {
            add(Code.BYTE_ORDER_MARK, 0, "UTF-8 is used; turn the byte order mark off at the sender");
        }
        header();
        lineFeeds(segments);
        for (Segment segment : segments) {
            if (segment.id().isEmpty()) {
                add(
                        Code.SEGMENT_ID,
                        segment.offset(),
                        "expected an identifier such as OBX: a raw line break in a text?");
            }
        }
        charset();
        return List.copyOf(problems);
    }

    private void header() {
        if (!isReadable(message)) {
            add(Code.BAD_MSH, message.start(), "expected MSH, a separator and 2 to 5 distinct encoding characters");
            return;
        }
        if (message.bytes()[message.start()] != 'M') {
            return;
        }
        Value id = new Segment(message, 0, message.start(), message.end()).field(10);
        if (id.isAbsent() || id.length() > CONTROL_ID_LIMIT) {
            add(Code.BAD_CONTROL_ID, id.isAbsent() ? message.end() : id.offset(), "expected 1 to 199 bytes in MSH-10");
        } else {
            for (int i = id.offset(); i < id.offset() + id.length(); i++) {
                if (message.bytes()[i] >= 0 && message.bytes()[i] < 0x20) {
                    add(Code.BAD_CONTROL_ID, i, "a control character in MSH-10");
                    return;
                }
            }
        }
    }

    private static boolean isLegalHeader(Preamble message) {
        int separator = message.start() + 3;
        int stop = separator + 1;
        while (stop < message.end() && message.bytes()[stop] != message.bytes()[separator]) {
            stop++;
        }
        int length = stop - separator - 1;
        return length >= 2 && length <= 5 && message.delimiters().isLegal();
    }

    /** The first line feed of each kind is reported, not every one. */
    private void lineFeeds(List<Segment> segments) {
        byte[] bytes = message.bytes();
        if (message.terminator() == Preamble.LF) {
            add(
                    Code.LF_TERMINATOR,
                    Preamble.indexOf(bytes, Preamble.LF, message.start()),
                    "expected CR after a segment");
            return;
        }
        boolean beside = false;
        int segment = 0;
        int at = Preamble.indexOf(bytes, Preamble.LF, message.start());
        for (; at >= 0; at = Preamble.indexOf(bytes, Preamble.LF, at + 1)) {
            while (segment < segments.size() && endOf(segments.get(segment)) <= at) {
                segment++;
            }
            if (segment < segments.size() && segments.get(segment).offset() <= at) {
                add(Code.LF_IN_TEXT, at, "escape line ends in texts as \\.br\\ or \\X0A\\");
                return;
            }
            if (!beside) {
                beside = true;
                add(Code.LF_TERMINATOR, at, "expected CR alone after a segment");
            }
        }
    }

    private static int endOf(Segment segment) {
        return segment.offset() + segment.raw().remaining();
    }

    private void charset() {
        if (!overridden && message.header() && message.bytes()[message.start()] == 'M') {
            String name = Preamble.charsetName(message.bytes(), message.start(), message.delimiters());
            if (!name.isEmpty()
                    && Hl7Charset.forName(name).filter(Hl7Charset::isFramable).isEmpty()) {
                add(Code.CHARSET, message.start(), "MSH-18 names no usable character set; give the link a charset");
                return;
            }
        }
        int malformed = firstMalformed();
        if (malformed >= 0) {
            String said = message.charset().equals(US_ASCII)
                    ? "ASCII (MSH-18 empty or ASCII)"
                    : message.charset().name();
            add(Code.CHARSET, malformed, "bytes are not " + said + "; correct MSH-18 or give the link a charset");
        }
    }

    private int firstMalformed() {
        CharsetDecoder decoder = message.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(message.bytes());
        CharBuffer out = CharBuffer.allocate(1024);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            } else if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    private void add(Code code, long offset, String hint) {
        problems.add(new Hl7Problem(code, offset, hint));
    }
}
