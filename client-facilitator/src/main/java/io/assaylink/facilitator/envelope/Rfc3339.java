// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * RFC 3339, section 5.6. The form that nearly all times have, in UTC with up to nine digits of a fraction, is read without
 * the platform's formatter, which takes half a microsecond (EnvelopeBenchmark); what it says of every other one holds.
 */
final class Rfc3339 {
    private static final int[] POWERS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1
    };

    private Rfc3339() {}

    /** Empty where the text is no time. */
    static Optional<Instant> parse(String text) {
        Optional<Instant> usual = usual(text);
        if (usual.isPresent()) {
            return usual;
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    /** {@code 2026-11-20T13:32:05.412Z}; empty for every other form. */
    static Optional<Instant> usual(String text) {
        int end = text.length() - 1;
        if (end < 19 || end == 20 || end > 29 || text.charAt(end) != 'Z') {
            return Optional.empty();
        }
        int year = digits(text, 0, 4, '-');
        int month = digits(text, 5, 7, '-');
        int day = digits(text, 8, 10, 'T');
        int hour = digits(text, 11, 13, ':');
        int minute = digits(text, 14, 16, ':');
        int second = digits(text, 17, 19, end == 19 ? 'Z' : '.');
        int nano = end == 19 ? 0 : digits(text, 20, end, 'Z');
        if ((year | month | day | hour | minute | second | nano) < 0) {
            return Optional.empty();
        }
        if (month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return Optional.empty();
        }
        if (hour > 23 || minute > 59 || second > 59) {
            return Optional.empty();
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400L + hour * 3600L + minute * 60L + second;
        return Optional.of(Instant.ofEpochSecond(seconds, end == 19 ? 0 : (long) nano * POWERS[end - 20]));
    }

    /** The number between two offsets; below 0 where there are other characters than digits, or another one after it. */
    private static int digits(String text, int from, int to, char after) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return text.charAt(to) == after ? value : -1;
    }
}
