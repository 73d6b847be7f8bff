// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as it was sent: raw text, the local time as far as it goes, how far it goes, and the zone if one was sent. A zone
 * is never guessed, a missing part never filled in; what is no time has raw text alone.
 */
record Moment(String raw, String local, String precision, String zone) {
    private static final Pattern DIGITS = Pattern.compile(
            "(\\d{4})(?:(\\d\\d)(?:(\\d\\d)(?:(\\d\\d)(\\d\\d)(?:(\\d\\d)(\\.\\d{1,9})?)?)?)?)?([+-]\\d{4})?");

    static Moment of(String raw) {
        Matcher parts = DIGITS.matcher(raw.strip());
        if (!parts.matches() || !exists(parts)) {
            return new Moment(raw, "", "", "");
        }
        String[] separators = {"", "-", "-", "T", ":", ":", ""};
        String[] precisions = {"year", "month", "day", "hour", "minute", "second", "fraction"};
        StringBuilder local = new StringBuilder();
        String precision = "";
        for (int i = 0; i < separators.length && parts.group(i + 1) != null; i++) {
            local.append(separators[i]).append(parts.group(i + 1));
            precision = precisions[i];
        }
        String offset = parts.group(8);
        String zone = offset == null ? "" : offset.substring(0, 3) + ":" + offset.substring(3);
        return new Moment(raw, local.toString(), precision, zone);
    }

    /** {@code 1980-01-01} where the text names a day; empty otherwise. */
    static String date(String raw) {
        String local = of(raw).local();
        return local.length() >= 10 ? local.substring(0, 10) : "";
    }

    private static boolean exists(Matcher parts) {
        try {
            LocalDate.of(number(parts, 1, 1), number(parts, 2, 1), number(parts, 3, 1));
            LocalTime.of(number(parts, 4, 0), number(parts, 5, 0), number(parts, 6, 0));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int number(Matcher parts, int group, int otherwise) {
        String digits = parts.group(group);
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
