// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A character set that {@code \Cxxyy\} or {@code \Mxxyyzz\} switches to (HL7 v2 chapter 2.7.3 and 2.15.9.18).
 *
 * @param charset in which the bytes after the sequence are read
 * @param prefix bytes that bring a decoder of {@code charset} into that set
 * @param wide whether each character has two bytes, either of which can equal a delimiter
 */
record IsoIr(Charset charset, byte[] prefix, boolean wide) {

    private static final byte[] NONE = {};
    private static final Map<String, IsoIr> BY_SEQUENCE = all();

    static IsoIr of(Charset charset) {
        return new IsoIr(charset, NONE, false);
    }

    /**
     * What stands between the escape characters, in any case.
     *
     * @return empty for a sequence that is not listed or whose character set this Java runtime lacks
     */
    static Optional<IsoIr> switchedBy(String sequence) {
        return Optional.ofNullable(BY_SEQUENCE.get(sequence));
    }

    String decode(byte[] bytes, int start, int end) {
        if (prefix.length == 0) {
            return new String(bytes, start, end - start, charset);
        }
        byte[] all = new byte[prefix.length + end - start];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(bytes, start, all, prefix.length, end - start);
        return new String(all, charset);
    }

    /** Appends one ASCII byte: the delimiter of a message, which is no character of a wide set. */
    void append(byte ascii, StringBuilder text) {
        if (wide) {
            text.append((char) ascii);
        } else {
            text.append(decode(new byte[] {ascii}, 0, 1));
        }
    }

    /** Whether this switches back to where every message begins. */
    boolean isAscii() {
        return charset.equals(US_ASCII);
    }

    private static Map<String, IsoIr> all() {
        Map<String, IsoIr> sets = new HashMap<>();
        single(sets, "C2842", "US-ASCII");
        single(sets, "C2D41", "ISO-8859-1");
        single(sets, "C2D42", "ISO-8859-2");
        single(sets, "C2D43", "ISO-8859-3");
        single(sets, "C2D44", "ISO-8859-4");
        single(sets, "C2D4C", "ISO-8859-5");
        single(sets, "C2D47", "ISO-8859-6");
        single(sets, "C2D46", "ISO-8859-7");
        single(sets, "C2D48", "ISO-8859-8");
        single(sets, "C2D4D", "ISO-8859-9");
        single(sets, "C284A", "JIS_X0201");
        single(sets, "C2949", "JIS_X0201");
        wide(sets, "M2442", "ISO-2022-JP", "\u001b$B");
        wide(sets, "M242844", "ISO-2022-JP-2", "\u001b$(D");
        return Map.copyOf(sets);
    }

    private static void single(Map<String, IsoIr> sets, String sequence, String charset) {
        if (Charset.isSupported(charset)) {
            sets.put(sequence, of(Charset.forName(charset)));
        }
    }

    private static void wide(Map<String, IsoIr> sets, String sequence, String charset, String prefix) {
        if (Charset.isSupported(charset)) {
            byte[] shift = new byte[prefix.length()];
            for (int i = 0; i < shift.length; i++) {
                shift[i] = (byte) prefix.charAt(i);
            }
            sets.put(sequence, new IsoIr(Charset.forName(charset), shift, true));
        }
    }
}
