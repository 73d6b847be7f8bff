// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** RFC 9110 10.2.3: {@code Retry-After}, in seconds or as one of the three forms of an HTTP date (5.6.7). */
public final class RetryAfter {
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private RetryAfter() {}

    /** How long a server asks to be left alone; zero where it does not, or not in words that mean something. */
    public static Duration of(HttpMessage answer, Duration longest) {
        HttpHeaders headers = answer.headers();
        String asked = headers.get(HttpHeaderNames.RETRY_AFTER, "").trim();
        Duration wanted = Duration.ZERO;
        if (asked.matches("[0-9]+")) {
            wanted = asked.length() > 9 ? longest : Duration.ofSeconds(Long.parseLong(asked));
        } else {
            Optional<Instant> until = date(asked);
            if (until.isPresent()) {
                // by the server's own clock, where it shows it: ours may be wrong
                Instant now = date(headers.get(HttpHeaderNames.DATE, "").trim()).orElseGet(Instant::now);
                wanted = Duration.between(now, until.get());
            }
        }
        return wanted.isNegative() ? Duration.ZERO : wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    private static Optional<Instant> date(String text) {
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException anotherForm) {
                // the next
            }
        }
        return Optional.empty();
    }
}
