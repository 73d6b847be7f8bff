// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import java.util.Optional;

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
     * Whether a message can be read with these without a doubt: at least field, component and repetition, each a printable
     * ASCII character that is no letter, digit or space, and no two alike.
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
            if (ended || !canDelimit(c)) {
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

    /**
     * These without what cannot delimit: a character that is declared a second time keeps its first meaning, in the order of
     * MSH-1 and MSH-2, and a letter, digit, space or control character delimits nothing. Legal ones come back as they are.
     *
     * @return empty when not even the field and the component separator are left: then there is nothing to read
     */
    public Optional<Delimiters> usable() {
        if (isLegal()) {
            return Optional.of(this);
        }
        char[] all = {field, component, repetition, escape, subcomponent, truncation};
        for (int i = 0; i < all.length; i++) {
            boolean usable = canDelimit(all[i]);
            for (int j = 0; usable && j < i; j++) {
                usable = all[j] != all[i];
            }
            if (!usable) {
                all[i] = NONE;
            }
        }
        return all[0] == NONE || all[1] == NONE
                ? Optional.empty()
                : Optional.of(new Delimiters(all[0], all[1], all[2], all[3], all[4], all[5]));
    }

    /** Whether this is a printable ASCII character other than a letter, digit or space. */
    public static boolean canDelimit(char c) {
        return c > ' ' && c < 0x7F && !isAlphanumeric(c);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : NONE;
    }
}
