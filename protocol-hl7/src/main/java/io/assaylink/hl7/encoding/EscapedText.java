// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import io.assaylink.hl7.encoding.EscapeSequence.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/** One pass over one value that has an escape character. */
final class EscapedText {

    private final byte[] bytes;
    private final int end;
    private final Delimiters delimiters;
    private final IsoIr usual;
    private final CharacterScan scan;
    private final Formatting formatting;
    private final StringBuilder text;
    private IsoIr set; // in which bytes are read; the usual one until a sequence switches
    private int run; // bytes [run, open) are characters and not decoded yet

    EscapedText(
            byte[] bytes,
            int start,
            int end,
            Delimiters delimiters,
            Charset charset,
            CharacterScan scan,
            Formatting formatting) {
        this.bytes = bytes;
        this.run = start;
        this.end = end;
        this.delimiters = delimiters;
        this.usual = IsoIr.of(charset);
        this.set = usual;
        this.scan = scan;
        this.formatting = formatting;
        this.text = new StringBuilder(end - start);
    }

    /** The text, given where its first escape character stands. */
    String decode(int firstEscape) {
        int open = firstEscape;
        while (open < end) {
            int close = scan.find(bytes, open + 1, end, delimiters.escape());
            EscapeSequence sequence = EscapeSequence.of(bytes, open + 1, close, delimiters);
            int next;
            if (close == end || sequence.kind() == Kind.NONE) {
                next = open + 1; // a lone escape character is data; the next one may open a sequence
            } else if (isKept(sequence.kind())) {
                next = close + 1;
            } else {
                flush(open);
                next = replace(sequence, open, close);
                run = next;
            }
            open = nextEscape(next);
        }
        flush(end);
        return text.toString();
    }

    private boolean isKept(Kind kind) {
        return switch (kind) {
            case LOCAL -> true;
            case BREAK -> formatting == Formatting.KEEP;
            case CENTRE, SKIP_LINES, SKIP_SPACES, APPEARANCE -> formatting != Formatting.PLAIN;
            default -> false;
        };
    }

    /** Writes what the sequence stands for; the index after it. */
    private int replace(EscapeSequence sequence, int open, int close) {
        switch (sequence.kind()) {
            case DELIMITER -> set.append((byte) EscapeSequence.meant(bytes[open + 1], delimiters), text);
            case BREAK, CENTRE -> text.append('\n');
            case SKIP_LINES -> text.append("\n".repeat(1 + sequence.count()));
            case SKIP_SPACES -> text.append(" ".repeat(sequence.count()));
            case CHARSET ->
                set = EscapeSequence.charset(bytes, open + 1, close)
                        .filter(switched -> !switched.isAscii())
                        .orElse(usual);
            case HEXADECIMAL -> {
                return hexadecimal(open, close);
            }
            default -> {}
        }
        return close + 1;
    }

    /** Sequences that follow each other directly are one run of bytes: a character may be spread over them. */
    private int hexadecimal(int open, int close) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(close - open);
        int from = open;
        int to = close;
        while (true) {
            for (int i = from + 2; i < to; i += 2) {
                out.write(Character.digit(bytes[i], 16) << 4 | Character.digit(bytes[i + 1], 16));
            }
            from = to + 1;
            if (from >= end || bytes[from] != (byte) delimiters.escape()) {
                break;
            }
            to = scan.find(bytes, from + 1, end, delimiters.escape());
            if (to == end || EscapeSequence.of(bytes, from + 1, to, delimiters).kind() != Kind.HEXADECIMAL) {
                break;
            }
        }
        text.append(set.decode(out.toByteArray(), 0, out.size()));
        return from;
    }

    private int nextEscape(int from) {
        if (!set.wide()) {
            return scan.find(bytes, Math.min(from, end), end, delimiters.escape());
        }
        int at = from; // two bytes a character: only the first can be an escape character
        while (at < end && bytes[at] != (byte) delimiters.escape()) {
            at += 2;
        }
        return Math.min(at, end);
    }

    private void flush(int to) {
        if (to > run) {
            text.append(set.decode(bytes, run, to));
        }
    }
}
