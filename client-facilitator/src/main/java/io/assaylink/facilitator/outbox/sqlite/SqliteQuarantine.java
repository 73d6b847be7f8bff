// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Quarantined;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is no message, bounded for each instrument: one that babbles takes no place from another's evidence, nor from what
 * waits for the hub. Writer thread only; statements are made when they are wanted, which is seldom.
 */
final class SqliteQuarantine {
    private record Held(int count, long bytes) {
        static final Held NOTHING = new Held(0, 0);

        Held with(int more, long weight) {
            return new Held(count + more, bytes + weight);
        }
    }

    private final Connection connection;
    private final OutboxOptions.Quarantine bounds;
    private final Clock clock;
    private final Map<String, Held> held = new HashMap<>();

    SqliteQuarantine(Connection connection, OutboxOptions.Quarantine bounds, Clock clock) throws SQLException {
        this.connection = connection;
        this.bounds = bounds;
        this.clock = clock;
        try (PreparedStatement all = connection.prepareStatement(
                        "SELECT source, count(*), sum(length(bytes)) FROM quarantine GROUP BY source");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                held.put(row.getString(1), new Held(row.getInt(2), row.getLong(3)));
            }
        }
    }

    /** Inside a transaction. Returns how many older ones of this instrument had to go for it. */
    int add(String subject, String code, byte[] content) throws SQLException {
        try (PreparedStatement keep =
                connection.prepareStatement("INSERT INTO quarantine(source, code, at, bytes) VALUES(?,?,?,?)")) {
            keep.setString(1, subject);
            keep.setString(2, code);
            keep.setLong(3, clock.millis());
            keep.setBytes(4, content);
            keep.executeUpdate();
        }
        Held now = held.getOrDefault(subject, Held.NOTHING).with(1, content.length);
        held.put(subject, now);
        return isAbove(now) ? trim(subject, now) : 0;
    }

    private boolean isAbove(Held now) {
        return now.count() > 1 && (now.count() > bounds.count() || now.bytes() > bounds.bytes());
    }

    private int trim(String subject, Held from) throws SQLException {
        Held left = from;
        long last = 0;
        try (PreparedStatement oldest =
                connection.prepareStatement("SELECT n, length(bytes) FROM quarantine WHERE source = ? ORDER BY n")) {
            oldest.setString(1, subject);
            try (ResultSet row = oldest.executeQuery()) {
                while (isAbove(left) && row.next()) {
                    last = row.getLong(1);
                    left = left.with(-1, -row.getLong(2));
                }
            }
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM quarantine WHERE source = ? AND n <= ?")) {
            delete.setString(1, subject);
            delete.setLong(2, last);
            delete.executeUpdate();
        }
        held.put(subject, left);
        return from.count() - left.count();
    }

    List<Quarantined> list(long after, int maxCount, long maxBytes) throws SQLException {
        List<Quarantined> found = new ArrayList<>();
        long total = 0;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT n, source, code, at, bytes FROM quarantine WHERE n > ? ORDER BY n LIMIT ?")) {
            select.setLong(1, after);
            select.setInt(2, maxCount);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    byte[] bytes = row.getBytes(5);
                    total += bytes.length;
                    if (total > maxBytes && !found.isEmpty()) {
                        break;
                    }
                    found.add(new Quarantined(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            Instant.ofEpochMilli(row.getLong(4)),
                            bytes));
                }
            }
        }
        return List.copyOf(found);
    }
}
