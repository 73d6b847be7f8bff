// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The delimiters a message declares in MSH-1 and MSH-2 (HL7 v2 chapter 2.5.4).
 *
 * <p>MSH-2 may hold two to five characters; one that is missing does not exist in the message and is {@link #NONE} here.
 *
 * @param field MSH-1
 * @param component first character of MSH-2
 * @param repetition second character of MSH-2
 * @param escape third character of MSH-2, or {@link #NONE}: then nothing is an escape sequence
 * @param subcomponent fourth character of MSH-2, or {@link #NONE}
 * @param truncation fifth character of MSH-2 (since 2.7), or {@link #NONE}
 */
public record Delimiters(char field, char component, char repetition, char escape, char subcomponent, char truncation) {

    /** Stands for a delimiter the message does not declare. */
    public static final char NONE = '\0';

    private static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&', NONE);

    /** Checks that each delimiter fits one byte. */
    public Delimiters {
        if ((field | component | repetition | escape | subcomponent | truncation) > 0xFF) {
            throw new IllegalArgumentException("a delimiter is one byte");
        }
    }

    /** The delimiters the standard recommends: {@code |^~\&}. */
    public static Delimiters standard() {
        return STANDARD;
    }

    /**
     * Delimiters from MSH-1 and MSH-2.
     *
     * @param fieldSeparator MSH-1
     * @param encodingCharacters MSH-2; characters beyond the fifth are ignored
     */
    public static Delimiters of(char fieldSeparator, String encodingCharacters) {
        return new Delimiters(
                fieldSeparator,
                at(encodingCharacters, 0),
                at(encodingCharacters, 1),
                at(encodingCharacters, 2),
                at(encodingCharacters, 3),
                at(encodingCharacters, 4));
    }

    /** MSH-2: the characters up to the first one that is missing. */
    public String encodingCharacters() {
        StringBuilder all = new StringBuilder(5);
        for (char c : new char[] {component, repetition, escape, subcomponent, truncation}) {
            if (c == NONE) {
                break;
            }
            all.append(c);
        }
        return all.toString();
    }

    /**
     * Whether a message can be read with these: at least field, component and repetition, each a printable character that
     * is no letter, digit or space, and no two alike.
     */
    public boolean isLegal() {
        char[] all = {field, component, repetition, escape, subcomponent, truncation};
        boolean ended = false;
        for (int i = 0; i < all.length; i++) {
            char c = all[i];
            if (c == NONE) {
                if (i < 3) {
                    return false;
                }
                ended = true;
                continue;
            }
            if (ended || c <= ' ' || c == 0x7F || isAlphanumeric(c)) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (all[j] == c) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Reads MSH-1 and MSH-2 of the header segment at {@code start}; standard delimiters where there is nothing to read. */
    static Delimiters read(byte[] bytes, int start, int end) {
        if (end - start < 5 || isAlphanumeric((char) (bytes[start + 3] & 0xFF))) {
            return STANDARD;
        }
        char separator = (char) (bytes[start + 3] & 0xFF);
        int stop = start + 4;
        while (stop < end && (bytes[stop] & 0xFF) != separator) {
            stop++;
        }
        String encoding = new String(bytes, start + 4, Math.min(5, stop - start - 4), ISO_8859_1);
        if (separator == STANDARD.field && encoding.equals("^~\\&")) {
            return STANDARD;
        }
        return of(separator, encoding);
    }

    static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : NONE;
    }
}
