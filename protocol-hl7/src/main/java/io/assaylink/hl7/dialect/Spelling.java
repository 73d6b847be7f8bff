// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The word that somebody may have meant. */
final class Spelling {

    private static final int LONGEST = 64;

    private Spelling() {}

    /** {@code "; did you mean x?"}, or nothing when no word is near. */
    static String hint(String written, Collection<String> words) {
        if (written.length() > LONGEST) {
            return "";
        }
        String wanted = plain(written);
        return words.stream()
                .min(Comparator.comparingInt(word -> distance(wanted, plain(word))))
                .filter(word -> distance(wanted, plain(word)) <= Math.max(2, wanted.length() / 3))
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    /** Words are compared without case, and {@code -} is {@code _}. */
    static String plain(String word) {
        return word.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Levenshtein. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
