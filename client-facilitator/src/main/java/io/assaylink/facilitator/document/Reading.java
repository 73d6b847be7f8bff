// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A measured value beside its raw text. Numbers stay decimal text: {@code 5.40} is not {@code 5.4}.
 *
 * @param type {@code quantity}, {@code code}, {@code text} or {@code none}: the run gave no value
 * @param raw as it stands in the message
 * @param number decimal text with a point; empty unless a quantity
 * @param comparator {@code <}, {@code <=}, {@code >}, {@code >=}, {@code ~}; empty when none
 * @param code of a coded value; {@code display} and {@code system} likewise
 */
record Reading(String type, String raw, String number, String comparator, String code, String display, String system) {

    private static final Pattern NUMBER = Pattern.compile(
            "(<=|>=|=<|=>|<|>|\u2264|\u2265|~)?\\s*([+-]?)(\\d{0,40})(?:([.,])(\\d{1,40}))?([eE][+-]?\\d{1,4})?");
    private static final Pattern NO_VALUE = Pattern.compile("[-*.?_]{2,}|\\*");

    static Reading none(String raw) {
        return new Reading("none", raw, "", "", "", "", "");
    }

    static Reading text(String raw) {
        return new Reading("text", raw, "", "", "", "", "");
    }

    static Reading code(String raw, String code, String display, String system) {
        return new Reading("code", raw, "", "", code, display, system);
    }

    /** A text that may be a number with a comparator. {@code raw} is what stands in the message, {@code text} its value. */
    static Reading of(String raw, String text) {
        String value = text.strip();
        if (value.isEmpty() || NO_VALUE.matcher(value).matches()) {
            return none(raw);
        }
        Matcher parts = NUMBER.matcher(value);
        if (!parts.matches() || (group(parts, 3) + group(parts, 5)).isEmpty() || isAmbiguous(parts)) {
            return text(raw);
        }
        return new Reading("quantity", raw, number(parts), comparator(group(parts, 1)), "", "", "");
    }

    /** Decimal text of a plain number, empty when it is none. */
    static String decimal(String text) {
        Matcher parts = NUMBER.matcher(text.strip());
        boolean plain = parts.matches()
                && group(parts, 1).isEmpty()
                && !(group(parts, 3) + group(parts, 5)).isEmpty()
                && !isAmbiguous(parts);
        return plain ? number(parts) : "";
    }

    static String comparator(String written) {
        return switch (written) {
            case "\u2264", "=<" -> "<=";
            case "\u2265", "=>" -> ">=";
            default -> written;
        };
    }

    /** {@code 1,234}: a decimal comma or thousands? Not for us to say. */
    private static boolean isAmbiguous(Matcher parts) {
        String whole = group(parts, 3);
        return group(parts, 4).equals(",")
                && group(parts, 5).length() == 3
                && !whole.isEmpty()
                && whole.length() <= 3
                && whole.charAt(0) != '0';
    }

    private static String number(Matcher parts) {
        String sign = group(parts, 2).equals("-") ? "-" : "";
        String whole = group(parts, 3).isEmpty() ? "0" : group(parts, 3);
        String fraction = group(parts, 5).isEmpty() ? "" : "." + group(parts, 5);
        return sign + whole + fraction + group(parts, 6);
    }

    private static String group(Matcher parts, int n) {
        String found = parts.group(n);
        return found == null ? "" : found;
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "Reading[" + type + "]";
    }
}
