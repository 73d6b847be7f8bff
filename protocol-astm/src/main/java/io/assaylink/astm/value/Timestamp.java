// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date or a date with time, as precise as it was written: E1394 6.6.2 and 6.6.3. Immutable.
 *
 * <p>{@code YYYY}, {@code YYYYMM}, {@code YYYYMMDD}, and these with {@code HH}, {@code HHMM} or {@code HHMMSS}; behind a
 * time the offset {@code ±HHMM} from UTC. Without it the time is the local time of the sender, which this class does not
 * know. What was not written is not made up: there is no day in {@code 202401} and no second in {@code 202401020304}.
 *
 * <p>Some instruments write a date for none, such as {@code 18991230}: it is read as the date it is.
 */
public final class Timestamp {

    /** The smallest unit that was written. */
    public enum Precision {
        YEAR(4),
        MONTH(6),
        DAY(8),
        HOUR(10),
        MINUTE(12),
        SECOND(14);

        private final int digits;

        Precision(int digits) {
            this.digits = digits;
        }
    }

    private static final Pattern FORM =
            Pattern.compile("(\\d{4})(\\d\\d)?(\\d\\d)?(?:(\\d\\d)(\\d\\d)?(\\d\\d)?)?([+-]\\d{4})?");
    private static final Pattern ISO = Pattern.compile(
            "\\d{4}(?:-\\d\\d(?:-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?)?)?");
    private static final int[] FIRST = {0, 1, 1, 0, 0, 0};

    private final Precision precision;
    private final int[] units;
    private final Optional<ZoneOffset> offset;

    private Timestamp(Precision precision, int[] units, Optional<ZoneOffset> offset) {
        this.precision = precision;
        this.units = units;
        this.offset = offset;
    }

    /** A date. */
    public static Timestamp of(LocalDate date) {
        return checked(Precision.DAY, date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    /** A date with time to the second, local to the sender; smaller units are left out. */
    public static Timestamp of(LocalDateTime time) {
        return checked(
                Precision.SECOND,
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    /** A date with time and offset; the offset's seconds, which no real one has, are refused. */
    public static Timestamp of(OffsetDateTime time) {
        if (time.getOffset().getTotalSeconds() % 60 != 0) {
            throw new IllegalArgumentException("an offset of whole minutes can be written");
        }
        Timestamp local = of(time.toLocalDateTime());
        return new Timestamp(local.precision, local.units, Optional.of(time.getOffset()));
    }

    private static Timestamp checked(Precision precision, int... units) {
        if (units[0] < 0 || units[0] > 9999) {
            throw new IllegalArgumentException("a year has four digits");
        }
        int[] all = FIRST.clone();
        System.arraycopy(units, 0, all, 0, units.length);
        return new Timestamp(precision, all, Optional.empty());
    }

    /** The text as the standard writes dates, without blanks; empty when it is none or no such day exists. */
    public static Optional<Timestamp> parse(String text) {
        Matcher form = text.length() > 19 ? FORM.matcher("") : FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int[] units = FIRST.clone();
        int known = 0;
        while (known < units.length && form.start(known + 1) >= 0) {
            units[known] = Integer.parseInt(form.group(known + 1));
            known++;
        }
        boolean zoned = form.start(7) >= 0;
        if (zoned && known <= 3) {
            return Optional.empty(); // 2024+0100: more likely something else
        }
        try {
            LocalDateTime.of(units[0], units[1], units[2], units[3], units[4], units[5]);
            return Optional.of(new Timestamp(
                    Precision.values()[known - 1],
                    units,
                    zoned ? Optional.of(ZoneOffset.of(form.group(7))) : Optional.empty()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** As {@link #parse}, and the ISO 8601 form that Bruker MALDI Biotyper writes: {@code 2024-01-02T03:04:05}. */
    public static Optional<Timestamp> parseWithIso(String text) {
        if (text.length() > 25 || !ISO.matcher(text).matches()) {
            return parse(text);
        }
        String digits = text.substring(0, Math.min(10, text.length())).replace("-", "");
        if (text.length() > 10) {
            String time = text.substring(11).replace(":", "");
            digits += time.endsWith("Z") ? time.substring(0, time.length() - 1) + "+0000" : time;
        }
        return parse(digits);
    }

    /** The smallest unit that was written. */
    public Precision precision() {
        return precision;
    }

    /** The offset from UTC, if it was written. */
    public Optional<ZoneOffset> offset() {
        return offset;
    }

    /** The year. */
    public int year() {
        return units[0];
    }

    /** The day; empty when less was written. */
    public Optional<LocalDate> date() {
        return precision.compareTo(Precision.DAY) < 0
                ? Optional.empty()
                : Optional.of(LocalDate.of(units[0], units[1], units[2]));
    }

    /** Day and time on the sender's clock; empty unless written to the second. */
    public Optional<LocalDateTime> dateTime() {
        return precision == Precision.SECOND ? Optional.of(atEarliest()) : Optional.empty();
    }

    /** The moment; empty unless written to the second and with an offset. */
    public Optional<OffsetDateTime> moment() {
        return dateTime().flatMap(time -> offset.map(time::atOffset));
    }

    /** The first second, by the sender's clock, of the time that was written: of {@code 2024} the New Year. */
    public LocalDateTime atEarliest() {
        return LocalDateTime.of(units[0], units[1], units[2], units[3], units[4], units[5]);
    }

    /** The digits of the standard, as precise as this is. */
    public String text() {
        StringBuilder text = new StringBuilder(19);
        int year = units[0];
        text.append((char) ('0' + year / 1000)).append((char) ('0' + year / 100 % 10));
        two(text, year % 100);
        for (int i = 1; text.length() < precision.digits; i++) {
            two(text, units[i]);
        }
        offset.ifPresent(zone -> {
            int minutes = zone.getTotalSeconds() / 60;
            text.append(minutes < 0 ? '-' : '+');
            two(text, Math.abs(minutes) / 60);
            two(text, Math.abs(minutes) % 60);
        });
        return text.toString();
    }

    private static void two(StringBuilder text, int value) {
        text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    /** Same digits, same offset: {@code 2024} is not {@code 20240101}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Timestamp that
                && precision == that.precision
                && Arrays.equals(units, that.units)
                && offset.equals(that.offset);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(units) + precision.digits;
    }

    /** Never the payload: a date of birth is patient data. */
    @Override
    public String toString() {
        return "Timestamp[" + precision + (offset.isPresent() ? ", with offset" : "") + "]";
    }
}
