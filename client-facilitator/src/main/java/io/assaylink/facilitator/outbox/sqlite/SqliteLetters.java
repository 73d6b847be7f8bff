// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.DeadLetter;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of dead letters. Writer thread only; statements are made when they are wanted, which is seldom. */
final class SqliteLetters {
    /** Every column of {@code outbox}, in the order that both tables have. */
    private static final String ALL =
            "seq, id, type, source, source_ord, accepted_s, accepted_ns, size, sha256, crc32c,"
                    + " data, raw, expires_ms, latest";

    private final Connection connection;
    private final Clock clock;
    private long count;

    SqliteLetters(Connection connection, Clock clock) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        try (PreparedStatement all = connection.prepareStatement("SELECT count(*) FROM dead_letter");
                ResultSet row = all.executeQuery()) {
            count = row.next() ? row.getLong(1) : 0;
        }
    }

    long count() {
        return count;
    }

    /** Copies one event from the outbox; false when it is there no more. */
    boolean add(long number, String code, String detail) throws SQLException {
        try (PreparedStatement copy = connection.prepareStatement("INSERT INTO dead_letter(" + ALL
                + ", code, detail, at) SELECT " + ALL + ", ?, ?, ? FROM outbox WHERE seq = ?")) {
            copy.setString(1, code);
            copy.setString(2, detail);
            copy.setLong(3, clock.millis());
            copy.setLong(4, number);
            boolean done = copy.executeUpdate() > 0;
            count += done ? 1 : 0;
            return done;
        }
    }

    List<DeadLetter> list(long after, int maxCount) throws SQLException {
        List<DeadLetter> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT " + SqliteRows.COLUMNS
                + ", code, detail, at FROM dead_letter WHERE seq > ? ORDER BY seq LIMIT ?")) {
            select.setLong(1, after);
            select.setInt(2, maxCount);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Stored event = SqliteRows.stored(row);
                    found.add(new DeadLetter(
                            event.sequence(),
                            row.getString(13),
                            row.getString(14),
                            Instant.ofEpochMilli(row.getLong(15)),
                            event));
                }
            }
        }
        return List.copyOf(found);
    }

    /** The event as it was before it was stored; it does not expire, for a person decided about it. */
    Optional<Draft> draft(long number) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + SqliteRows.COLUMNS + " FROM dead_letter WHERE seq = ?")) {
            select.setLong(1, number);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Stored event = SqliteRows.stored(row);
                if (SqliteRows.isDamaged(row, event)) {
                    throw new IllegalArgumentException(
                            "dead letter " + number + " is damaged: its bytes are not its own");
                }
                return Optional.of(
                        new Draft(event.type(), event.subject(), event.acceptedAt(), event.data(), row.getBytes(9)));
            }
        }
    }

    boolean remove(long number) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM dead_letter WHERE seq = ?")) {
            delete.setLong(1, number);
            boolean done = delete.executeUpdate() > 0;
            count -= done ? 1 : 0;
            return done;
        }
    }
}
