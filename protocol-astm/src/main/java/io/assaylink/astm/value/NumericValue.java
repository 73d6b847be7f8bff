// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as E1394 6.6.1 writes it: an optional sign, digits, a decimal point; before it a comparator, as instruments
 * report what lies outside of their range ({@code <3.00}). Its digits are kept: {@code 5.40} has a scale of two.
 *
 * @param comparator EQUAL when none was written
 * @param number the number: at most 60 digits, at most 60 of them behind the point
 */
public record NumericValue(Comparator comparator, BigDecimal number) {

    /** How the value that was measured stands to the number that was written. */
    public enum Comparator {
        EQUAL(""),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Comparator(String sign) {
            this.sign = sign;
        }

        /** As it is written; nothing for EQUAL. */
        public String sign() {
            return sign;
        }
    }

    private static final Pattern FORM = Pattern.compile("(<=|>=|<|>|)([ ]*)([+-]?(?:\\d+\\.?\\d*|\\.\\d+))");
    private static final int LONGEST_TEXT = 128;
    private static final int MOST_DIGITS = 60;

    public NumericValue {
        if (tooLong(number)) {
            throw new IllegalArgumentException("more than 60 digits, or more than 60 behind the point");
        }
    }

    private static boolean tooLong(BigDecimal number) {
        return number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS;
    }

    /** The text as a number; empty for {@code -----}, {@code 3+}, {@code 1:40}, {@code 1e5}, {@code 5,4}. */
    public static Optional<NumericValue> parse(String text) {
        return parse(text, '.');
    }

    /** As {@link #parse(String)} for an instrument that writes another decimal separator: a comma for Euroimmun. */
    public static Optional<NumericValue> parse(String text, char decimalSeparator) {
        if (text.length() > LONGEST_TEXT || (decimalSeparator != '.' && text.indexOf('.') >= 0)) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.replace(decimalSeparator, '.'));
        if (!form.matches() || (form.end(1) == 0 && form.end(2) > 0)) {
            return Optional.empty();
        }
        Comparator comparator = Comparator.EQUAL;
        for (Comparator each : Comparator.values()) {
            if (each.sign.equals(form.group(1))) {
                comparator = each;
            }
        }
        BigDecimal number = new BigDecimal(form.group(3));
        return tooLong(number) ? Optional.empty() : Optional.of(new NumericValue(comparator, number));
    }

    /** With a decimal point and without an exponent. */
    public String text() {
        return comparator.sign + number.toPlainString();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "NumericValue[" + comparator + "]";
    }
}
