// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Digests of the last messages of the instruments, bounded by count and age. Writer thread only. */
final class SqliteRecent {
    private final Connection connection;
    private final OutboxOptions.Retention retention;
    private final Clock clock;
    private final PreparedStatement insert;
    private final PreparedStatement forget;
    private long last;
    /** In the transaction in progress. */
    private boolean grown;

    SqliteRecent(Connection connection, OutboxOptions.Retention retention, Clock clock) throws SQLException {
        this.connection = connection;
        this.retention = retention;
        this.clock = clock;
        insert = connection.prepareStatement("INSERT INTO recent(n, source, sha256, at) VALUES(?,?,?,?)");
        forget = connection.prepareStatement("DELETE FROM recent WHERE n <= ?");
        try (PreparedStatement max = connection.prepareStatement("SELECT coalesce(max(n), 0) FROM recent");
                ResultSet row = max.executeQuery()) {
            last = row.next() ? row.getLong(1) : 0;
        }
    }

    /** Inside a transaction. */
    void add(String source, byte[] sha256) throws SQLException {
        if (retention.recent() == 0) {
            return;
        }
        insert.setLong(1, ++last);
        insert.setString(2, source);
        insert.setBytes(3, sha256);
        insert.setLong(4, clock.millis());
        insert.executeUpdate();
        grown = true;
    }

    /** Inside a transaction, before it is committed. */
    void trim() throws SQLException {
        if (grown) {
            forget.setLong(1, last - retention.recent());
            forget.executeUpdate();
            grown = false;
        }
    }

    /** What is young enough, by instrument, oldest first. */
    Map<String, List<byte[]>> load() throws SQLException {
        Map<String, List<byte[]>> bySource = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT source, sha256 FROM recent WHERE at >= ? AND n > ? ORDER BY n")) {
            select.setLong(1, clock.millis() - retention.age().toMillis());
            select.setLong(2, last - retention.recent());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    bySource.computeIfAbsent(row.getString(1), key -> new ArrayList<>())
                            .add(row.getBytes(2));
                }
            }
        }
        return bySource;
    }
}
