// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The tables of one outbox behind one connection. Only the writer thread comes here. After any {@link SQLException} the
 * store is in doubt: close it and open another, which reads from the disk what was committed.
 */
final class SqliteStore implements AutoCloseable {
    private static final String ROW = "seq, id, type, source, source_ord, accepted_s, accepted_ns, data, raw, crc32c";

    private final Connection connection;
    private final Clock clock;
    private final TimeOrderedId ids;
    private final FailPoint.Trap trap;
    private final Statement sql;
    private final PreparedStatement insert;
    private final PreparedStatement ordinal;
    private final PreparedStatement select;
    private final PreparedStatement weigh;
    private final PreparedStatement trim;
    private final PreparedStatement bury;
    private final PreparedStatement remove;
    private final PreparedStatement meta;
    private final PreparedStatement keep;
    private final PreparedStatement note;
    private final PreparedStatement first;

    private final String epoch;
    private final Map<String, Long> ordinals = new HashMap<>();
    private long last;
    private long acknowledged;
    private long events;
    private long bytes;
    private long size;
    private long deadLetters;

    private SqliteStore(Connection connection, Clock clock, FailPoint.Trap trap) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        this.trap = trap;
        ids = new TimeOrderedId(clock);
        sql = connection.createStatement();
        insert = connection.prepareStatement("INSERT INTO outbox VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
        ordinal = connection.prepareStatement(
                "INSERT INTO source VALUES(?,?) ON CONFLICT(subject)" + " DO UPDATE SET last_ord = excluded.last_ord");
        select = connection.prepareStatement("SELECT " + ROW + " FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?");
        weigh = connection.prepareStatement("SELECT count(*), coalesce(sum(length(data)), 0), coalesce(sum(size), 0)"
                + " FROM outbox WHERE seq BETWEEN ? AND ?");
        trim = connection.prepareStatement("DELETE FROM outbox WHERE seq <= ?");
        bury = connection.prepareStatement("INSERT INTO dead_letter SELECT *, ?, ?, ? FROM outbox WHERE seq = ?");
        remove = connection.prepareStatement("DELETE FROM outbox WHERE seq = ?");
        meta = connection.prepareStatement(
                "UPDATE meta SET last_seq = ?, hub_acked = ?, live_events = ?, live_bytes = ?, live_size = ?");
        keep = connection.prepareStatement("INSERT INTO quarantine(source, code, at, bytes) VALUES(?,?,?,?)");
        note = connection.prepareStatement("INSERT INTO audit(at, event, detail) VALUES(?,?,?)");
        first = connection.prepareStatement("SELECT accepted_s, accepted_ns FROM outbox ORDER BY seq LIMIT 1");
        epoch = load();
    }

    static SqliteStore open(Path file, OutboxOptions options, Clock clock, FailPoint.Trap trap)
            throws SQLException, OutboxException {
        Connection connection = SqliteSchema.open(file, options, clock);
        try {
            return new SqliteStore(connection, clock, trap);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private String load() throws SQLException {
        String id;
        try (ResultSet row =
                sql.executeQuery("SELECT epoch, last_seq, hub_acked, live_events, live_bytes, live_size FROM meta")) {
            if (!row.next()) {
                throw new SQLException("the outbox has no meta row");
            }
            id = row.getString(1);
            last = row.getLong(2);
            acknowledged = row.getLong(3);
            events = row.getLong(4);
            bytes = row.getLong(5);
            size = row.getLong(6);
        }
        deadLetters = SqliteSchema.number(sql, "SELECT count(*) FROM dead_letter");
        try (ResultSet row = sql.executeQuery("SELECT subject, last_ord FROM source")) {
            while (row.next()) {
                ordinals.put(row.getString(1), row.getLong(2));
            }
        }
        return id;
    }

    String epoch() {
        return epoch;
    }

    long last() {
        return last;
    }

    Totals totals() throws SQLException {
        return new Totals(last, acknowledged, events, bytes, size, deadLetters, oldest());
    }

    private Optional<Instant> oldest() throws SQLException {
        if (events == 0) {
            return Optional.empty();
        }
        try (ResultSet row = first.executeQuery()) {
            return row.next() ? Optional.of(Instant.ofEpochSecond(row.getLong(1), row.getLong(2))) : Optional.empty();
        }
    }

    void begin() throws SQLException {
        sql.execute("BEGIN IMMEDIATE");
    }

    /** Writes the totals and commits; what it returns from then on is on the disk. */
    void commit() throws SQLException {
        meta.setLong(1, last);
        meta.setLong(2, acknowledged);
        meta.setLong(3, events);
        meta.setLong(4, bytes);
        meta.setLong(5, size);
        meta.executeUpdate();
        trap.reached(FailPoint.BEFORE_COMMIT);
        sql.execute("COMMIT");
        trap.reached(FailPoint.AFTER_COMMIT);
    }

    Stored insert(Draft draft) throws SQLException {
        trap.reached(FailPoint.BEFORE_INSERT);
        long sequence = last + 1;
        long ord = ordinals.getOrDefault(draft.subject(), 0L) + 1;
        Stored stored =
                new Stored(sequence, ids.next(), draft.type(), draft.subject(), draft.acceptedAt(), draft.data());
        long weight = (long) draft.data().length + draft.raw().length;
        insert.setLong(1, sequence);
        insert.setString(2, stored.id());
        insert.setString(3, stored.type());
        insert.setString(4, stored.subject());
        insert.setLong(5, ord);
        Instant at = stored.acceptedAt();
        insert.setLong(6, at.getEpochSecond());
        insert.setInt(7, at.getNano());
        insert.setLong(8, weight);
        insert.setBytes(9, sha256(draft.raw().length > 0 ? draft.raw() : draft.data()));
        insert.setLong(10, crc32c(stored, ord, draft.raw()));
        insert.setBytes(11, draft.data());
        insert.setBytes(12, draft.raw());
        insert.executeUpdate();
        ordinal.setString(1, draft.subject());
        ordinal.setLong(2, ord);
        ordinal.executeUpdate();
        trap.reached(FailPoint.AFTER_INSERT);
        ordinals.put(draft.subject(), ord);
        last = sequence;
        events++;
        bytes += draft.data().length;
        size += weight;
        return stored;
    }

    /** Undamaged events above {@code after}; the numbers of damaged ones go to {@code damaged} and are passed over. */
    List<Stored> read(long after, int maxCount, long maxBytes, List<Long> damaged) throws SQLException {
        List<Stored> found = new ArrayList<>();
        long total = 0;
        select.setLong(1, after);
        select.setInt(2, maxCount);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                byte[] data = row.getBytes(8);
                total += data.length;
                if (total > maxBytes && !found.isEmpty()) {
                    break;
                }
                Stored stored = new Stored(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochSecond(row.getLong(6), row.getLong(7)),
                        data);
                if (crc32c(stored, row.getLong(5), row.getBytes(9)) == row.getLong(10)) {
                    found.add(stored);
                } else {
                    damaged.add(stored.sequence());
                }
            }
        }
        return found;
    }

    void trim(long upto) throws SQLException {
        if (upto <= acknowledged) {
            return;
        }
        release(acknowledged + 1, upto);
        trim.setLong(1, upto);
        trim.executeUpdate();
        trap.reached(FailPoint.MID_TRIM);
        acknowledged = upto;
    }

    /** Moves one event to the dead letters; false when it is there no more. */
    boolean bury(long sequence, String code, String detail) throws SQLException {
        bury.setString(1, code);
        bury.setString(2, detail);
        bury.setLong(3, clock.millis());
        bury.setLong(4, sequence);
        if (bury.executeUpdate() == 0) {
            return false;
        }
        release(sequence, sequence);
        remove.setLong(1, sequence);
        remove.executeUpdate();
        deadLetters++;
        audit("dead-letter", sequence + " " + code);
        return true;
    }

    void quarantine(String subject, String code, byte[] content) throws SQLException {
        keep.setString(1, subject);
        keep.setString(2, code);
        keep.setLong(3, clock.millis());
        keep.setBytes(4, content);
        keep.executeUpdate();
    }

    /** One line of history, without payload. */
    void audit(String event, String detail) throws SQLException {
        note.setLong(1, clock.millis());
        note.setString(2, event);
        note.setString(3, detail);
        note.executeUpdate();
    }

    private void release(long from, long to) throws SQLException {
        weigh.setLong(1, from);
        weigh.setLong(2, to);
        try (ResultSet row = weigh.executeQuery()) {
            if (row.next()) {
                events -= row.getLong(1);
                bytes -= row.getLong(2);
                size -= row.getLong(3);
            }
        }
    }

    /** Covers the number and every column that is delivered, so that no row can pass for another. */
    private static long crc32c(Stored stored, long ord, byte[] raw) {
        CRC32C crc = new CRC32C();
        ByteBuffer numbers = ByteBuffer.allocate(32);
        Instant at = stored.acceptedAt();
        numbers.putLong(stored.sequence());
        numbers.putLong(ord);
        numbers.putLong(at.getEpochSecond());
        numbers.putInt(at.getNano());
        crc.update(numbers.flip());
        for (String text : List.of(stored.id(), stored.type(), stored.subject())) {
            crc.update(text.getBytes(UTF_8));
            crc.update(0);
        }
        crc.update(stored.data());
        crc.update(0);
        crc.update(raw);
        return crc.getValue();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
