// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.charset.StandardCharsets;

/**
 * The four delimiters of E1394 6.4 (LIS02-A2 5.4), as a header record declares them. Immutable.
 *
 * <p>Real instruments declare other sets than {@code |\^&}, and some fewer than four: what a header leaves out, or
 * declares twice or as a letter, digit or control character, takes the default and {@link #complete()} is false.
 */
public final class Delimiters {

    private static final byte NONE = 0;
    private static final byte[] DEFAULT = {'|', '\\', '^', '&'};
    private static final Delimiters STANDARD = new Delimiters(DEFAULT.clone(), true);

    private final byte[] set;
    private final boolean complete;

    private Delimiters(byte[] set, boolean complete) {
        this.set = set;
        this.complete = complete;
    }

    /** {@code |\^&}. */
    public static Delimiters standard() {
        return STANDARD;
    }

    /** What the header record in {@code header} declares; the array starts with the letter H and may go on after it. */
    public static Delimiters of(byte[] header) {
        return of(header, 0, header.length);
    }

    /** As {@link #of(byte[])} for the header record in [from, to). */
    public static Delimiters of(byte[] bytes, int from, int to) {
        if (to - from < 2 || !usable(bytes[from + 1])) {
            return new Delimiters(DEFAULT.clone(), false);
        }
        if (STANDARD.areDeclaredBy(bytes, from, to)) {
            return STANDARD;
        }
        byte[] set = {bytes[from + 1], NONE, NONE, NONE};
        boolean complete = true;
        int found = 1;
        int i = from + 2;
        while (i < to && bytes[i] != set[0] && bytes[i] != '\r' && bytes[i] != '\n') {
            if (found == set.length || !usable(bytes[i]) || contains(set, bytes[i])) {
                complete = false;
            } else {
                set[found] = bytes[i];
            }
            found = Math.min(found + 1, set.length);
            i++;
        }
        for (int k = 1; k < set.length; k++) {
            if (set[k] == NONE) {
                complete = false;
                set[k] = contains(set, DEFAULT[k]) ? NONE : DEFAULT[k];
            }
        }
        return new Delimiters(set, complete);
    }

    /** Whether the header in [from, to) declares this set, all four and nothing more; makes nothing. */
    boolean areDeclaredBy(byte[] bytes, int from, int to) {
        return complete
                && to - from >= 5
                && bytes[from + 1] == set[0]
                && bytes[from + 2] == set[1]
                && bytes[from + 3] == set[2]
                && bytes[from + 4] == set[3]
                && (to - from == 5 || bytes[from + 5] == set[0] || bytes[from + 5] == '\r' || bytes[from + 5] == '\n');
    }

    /** The set written as {@code field repeat component escape}, for example {@code "|\\^&"}. */
    public static Delimiters of(String four) {
        byte[] header = ("H" + four).getBytes(StandardCharsets.ISO_8859_1);
        Delimiters read = of(header);
        if (header.length != 5 || !read.complete) {
            throw new IllegalArgumentException("four different ASCII characters, none a letter, digit or control");
        }
        return read;
    }

    private static boolean usable(byte b) {
        return b > ' ' && b < 0x7F && !Character.isLetterOrDigit(b);
    }

    private static boolean contains(byte[] set, byte b) {
        return set[0] == b || set[1] == b || set[2] == b || set[3] == b;
    }

    /** Between fields. */
    public char field() {
        return (char) set[0];
    }

    /** Between repeats of a field. */
    public char repeat() {
        return (char) set[1];
    }

    /** Between components of a repeat. */
    public char component() {
        return (char) set[2];
    }

    /** Around escape sequences; NUL when the header gave the default away to another role: then nothing is escaped. */
    public char escape() {
        return (char) set[3];
    }

    /** True when the header declared all four, each once. */
    public boolean complete() {
        return complete;
    }

    byte fieldByte() {
        return set[0];
    }

    byte repeatByte() {
        return set[1];
    }

    byte componentByte() {
        return set[2];
    }

    byte escapeByte() {
        return set[3];
    }

    boolean isDelimiter(byte b) {
        return b != NONE && contains(set, b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Delimiters that && java.util.Arrays.equals(set, that.set) && complete == that.complete;
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(set);
    }

    /** The four characters. */
    @Override
    public String toString() {
        return new String(set, StandardCharsets.ISO_8859_1);
    }
}
