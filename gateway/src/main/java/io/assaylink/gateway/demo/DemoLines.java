// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The demo's lines. */
public final class DemoLines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private DemoLines() {}

    /** Names of the columns of a row. */
    public static String head() {
        return String.format(
                Locale.ROOT,
                "%-12s  %-10s  %-10s  %7s  %10s  %10s",
                "time",
                "instrument",
                "specimen",
                "results",
                "durable",
                "hub ack");
    }

    static String row(DeliveryBoard.Row row) {
        return String.format(
                Locale.ROOT,
                "%-12s  %-10s  %-10s  %7d  %7.1f ms  %7.1f ms",
                TIME.format(row.receivedAt()),
                row.instrument(),
                row.specimens(),
                row.results(),
                millis(row.untilDurable()),
                millis(row.untilAcknowledged()));
    }

    /** The last line. */
    public static String summary(Duration time, Demo.Summary summary) {
        return String.format(
                Locale.ROOT,
                "%.1f s: %d messages accepted, %d delivered, %d waiting, %d lost, %s",
                time.toMillis() / 1000.0,
                summary.accepted(),
                summary.delivered(),
                summary.waiting(),
                summary.lost(),
                summary.inOrder() ? "in order" : "OUT OF ORDER");
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
