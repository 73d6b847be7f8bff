// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;

/**
 * The acknowledged events at the lower end of the outbox, kept for a hub that loses its data. Bounded by count, bytes and
 * age; the age is that of the acknowledgement, to the minute. Writer thread only, inside a transaction.
 */
final class SqliteRetained {
    private static final long MINUTE = 60_000;

    private final OutboxOptions.Retention retention;
    private final Clock clock;
    private final PreparedStatement mark;
    private final PreparedStatement aged;
    private final PreparedStatement unmark;
    private final PreparedStatement sizes;
    private final PreparedStatement weigh;
    private final PreparedStatement delete;
    private long bytes;

    SqliteRetained(Connection connection, OutboxOptions.Retention retention, Clock clock, long bytes)
            throws SQLException {
        this.retention = retention;
        this.clock = clock;
        this.bytes = bytes;
        mark = connection.prepareStatement(
                "INSERT INTO acked(minute, upto) VALUES(?,?) ON CONFLICT(minute) DO UPDATE SET upto = excluded.upto");
        aged = connection.prepareStatement("SELECT coalesce(max(upto), 0) FROM acked WHERE minute <= ?");
        unmark = connection.prepareStatement("DELETE FROM acked WHERE minute <= ?");
        sizes = connection.prepareStatement("SELECT seq, size FROM outbox WHERE seq <= ? ORDER BY seq");
        weigh = connection.prepareStatement("SELECT coalesce(sum(size), 0) FROM outbox WHERE seq <= ?");
        delete = connection.prepareStatement("DELETE FROM outbox WHERE seq <= ?");
    }

    /** Bytes of data and raw that are kept. */
    long bytes() {
        return bytes;
    }

    /** Events up to {@code upto} are acknowledged now, {@code more} bytes of them; forgets what is above the bounds. */
    void acknowledged(long upto, long more) throws SQLException {
        bytes += more;
        if (retention.count() == 0 || retention.bytes() == 0 || retention.age().isZero()) {
            forget(upto);
            return;
        }
        long minute = Math.floorDiv(clock.millis(), MINUTE);
        long over = minute - retention.age().toMinutes() - 1;
        mark.setLong(1, minute);
        mark.setLong(2, upto);
        mark.executeUpdate();
        aged.setLong(1, over);
        long old;
        try (ResultSet row = aged.executeQuery()) {
            old = row.next() ? row.getLong(1) : 0;
        }
        if (old > 0) {
            unmark.setLong(1, over);
            unmark.executeUpdate();
        }
        forget(Math.max(Math.min(old, upto), upto - retention.count()));
        shrink(upto);
    }

    /** The bytes of one kept event are gone. */
    void lost(long size) {
        bytes -= size;
    }

    private void shrink(long upto) throws SQLException {
        if (bytes <= retention.bytes()) {
            return;
        }
        long left = bytes;
        long cut = 0;
        sizes.setLong(1, upto);
        try (ResultSet row = sizes.executeQuery()) {
            while (left > retention.bytes() && row.next()) {
                cut = row.getLong(1);
                left -= row.getLong(2);
            }
        }
        forget(cut);
    }

    /** Forgets everything up to here, whatever its age. */
    void forget(long upto) throws SQLException {
        if (upto <= 0) {
            return;
        }
        weigh.setLong(1, upto);
        try (ResultSet row = weigh.executeQuery()) {
            bytes -= row.next() ? row.getLong(1) : 0;
        }
        delete.setLong(1, upto);
        delete.executeUpdate();
    }
}
