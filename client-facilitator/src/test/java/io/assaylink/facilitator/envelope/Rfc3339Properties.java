// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

@Label("RFC 3339 times")
class Rfc3339Properties {

    private static Optional<Instant> platform(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    @Property(tries = 5000)
    void theUsualFormIsReadAsThePlatformReadsIt(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 13) int month,
            @ForAll @IntRange(max = 32) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 60) int minute,
            @ForAll @IntRange(max = 60) int second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 10) int digits) {
        String fraction = digits == 0 ? "" : ("." + "%09d".formatted(nano) + "0").substring(0, digits + 1);
        String text = "%04d-%02d-%02dT%02d:%02d:%02d%sZ".formatted(year, month, day, hour, minute, second, fraction);

        assertThat(Rfc3339.parse(text)).isEqualTo(platform(text));
        assertThat(Rfc3339.usual(text)).isEqualTo(digits > 9 || hour == 24 ? Optional.empty() : platform(text));
    }

    @Property(tries = 5000)
    void aSpoiledTimeIsReadAsThePlatformReadsIt(
            @ForAll @IntRange(max = 29) int at, @ForAll @IntRange(max = 127) int character, @ForAll boolean fraction) {
        StringBuilder text = new StringBuilder(fraction ? "2024-02-29T23:59:59.123456789Z" : "2024-02-29T23:59:59Z");
        text.setCharAt(at % text.length(), (char) character);

        assertThat(Rfc3339.parse(text.toString())).isEqualTo(platform(text.toString()));
    }

    @Property
    void aShortenedTimeIsReadAsThePlatformReadsIt(
            @ForAll @IntRange(max = 30) int from, @ForAll @IntRange(max = 30) int to) {
        String whole = "2024-02-29T23:59:59.123456789Z";
        String text = from <= to ? whole.substring(0, from) + whole.substring(to) : whole + whole.substring(from);

        assertThat(Rfc3339.parse(text)).isEqualTo(platform(text));
    }

    @Example
    void otherFormsAreThePlatforms() {
        assertThat(Rfc3339.usual("2026-11-20T14:32:05+01:00")).isEmpty();
        assertThat(Rfc3339.parse("2026-11-20T14:32:05+01:00")).contains(Instant.parse("2026-11-20T13:32:05Z"));
        assertThat(Rfc3339.parse("2026-11-20t13:32:05z")).contains(Instant.parse("2026-11-20T13:32:05Z"));
        assertThat(Rfc3339.parse("yesterday")).isEmpty();
        assertThat(Rfc3339.parse("")).isEmpty();
    }
}
