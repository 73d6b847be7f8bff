// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.outbox.TimeOrderedId;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tables of one outbox behind one connection. Only the writer thread comes here. After any {@link SQLException} the
 * store is in doubt: close it and open another, which reads from the disk what was committed.
 *
 * <p>Rows keep the number that they were stored with. What is told outside is that number less {@code base}, which a
 * new epoch raises: no row is written again for it.
 */
final class SqliteStore implements AutoCloseable {
    private static final int AUDIT_LINES = 10_000;

    private final Connection connection;
    private final OutboxOptions options;
    private final Clock clock;
    private final TimeOrderedId ids;
    private final MessageDigest sha256 = SqliteRows.sha256();
    private final FailPoint.Trap trap;
    private final Statement sql;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement weigh;
    private final PreparedStatement remove;
    private final PreparedStatement meta;
    private final PreparedStatement note;
    private final PreparedStatement first;
    private final PreparedStatement latest;
    private final SqliteOrdinals ordinals;
    private final SqliteLetters letters;
    private final SqliteQuarantine quarantine;
    private final SqliteRecent recent;
    private final SqliteRetained retained;

    private String epoch = "";
    private Received received = Received.NOTHING;
    private long base;
    private long last;
    private long acknowledged;
    private long events;
    private long bytes;
    private long size;

    private SqliteStore(Connection connection, OutboxOptions options, Clock clock, FailPoint.Trap trap)
            throws SQLException {
        this.connection = connection;
        this.options = options;
        this.clock = clock;
        this.trap = trap;
        ids = new TimeOrderedId(clock);
        sql = connection.createStatement();
        insert = connection.prepareStatement(
                "INSERT INTO outbox(seq, id, type, source, source_ord, accepted_s,"
                        + " accepted_ns, size, sha256, crc32c, data, raw, expires_ms, latest) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        select = connection.prepareStatement(
                "SELECT " + SqliteRows.COLUMNS + " FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?");
        weigh = connection.prepareStatement("SELECT count(*), coalesce(sum(length(data)), 0), coalesce(sum(size), 0)"
                + " FROM outbox WHERE seq BETWEEN ? AND ?");
        remove = connection.prepareStatement("DELETE FROM outbox WHERE seq = ?");
        meta = connection.prepareStatement(
                "UPDATE meta SET last_seq = ?, hub_acked = ?, live_events = ?, live_bytes = ?,"
                        + " live_size = ?, kept_size = ?, base = ?, epoch = ?, hub_source = ?, hub_received = ?");
        note = connection.prepareStatement("INSERT INTO audit(at, event, detail) VALUES(?,?,?)");
        first = connection.prepareStatement(
                "SELECT accepted_s, accepted_ns FROM outbox WHERE seq > ? ORDER BY seq LIMIT 1");
        latest = connection.prepareStatement(
                "SELECT max(seq) FROM outbox WHERE latest = ? AND latest <> '' AND seq > ?");
        ordinals = new SqliteOrdinals(connection);
        letters = new SqliteLetters(connection, clock);
        quarantine = new SqliteQuarantine(connection, options.quarantine(), clock);
        recent = new SqliteRecent(connection, options.retention(), clock);
        retained = new SqliteRetained(connection, options.retention(), clock, load());
    }

    static SqliteStore open(Path file, OutboxOptions options, Clock clock, FailPoint.Trap trap)
            throws SQLException, OutboxException {
        Connection connection = SqliteSchema.open(file, options, clock);
        try {
            return new SqliteStore(connection, options, clock, trap);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns the bytes that are retained. */
    private long load() throws SQLException {
        long kept;
        try (ResultSet row = sql.executeQuery("SELECT epoch, last_seq, hub_acked, live_events, live_bytes, live_size,"
                + " kept_size, base, hub_source, hub_received FROM meta")) {
            if (!row.next()) {
                throw new SQLException("the outbox has no meta row");
            }
            epoch = row.getString(1);
            last = row.getLong(2);
            acknowledged = row.getLong(3);
            events = row.getLong(4);
            bytes = row.getLong(5);
            size = row.getLong(6);
            kept = row.getLong(7);
            base = row.getLong(8);
            received = new Received(row.getString(9), row.getLong(10));
        }
        return kept;
    }

    SqliteLetters letters() {
        return letters;
    }

    SqliteQuarantine quarantine() {
        return quarantine;
    }

    Map<String, List<byte[]>> recent() throws SQLException {
        return recent.load();
    }

    long last() {
        return last - base;
    }

    Totals totals() throws SQLException {
        return new Totals(
                epoch, last - base, acknowledged - base, events, bytes, size, letters.count(), oldest(), received);
    }

    private Optional<Instant> oldest() throws SQLException {
        if (events == 0) {
            return Optional.empty();
        }
        first.setLong(1, acknowledged);
        try (ResultSet row = first.executeQuery()) {
            return row.next() ? Optional.of(Instant.ofEpochSecond(row.getLong(1), row.getLong(2))) : Optional.empty();
        }
    }

    void begin() throws SQLException {
        sql.execute("BEGIN IMMEDIATE");
    }

    /** Writes what a batch writes once (DurableAcceptBenchmark) and commits; what it returns from then on is on the disk. */
    void commit() throws SQLException {
        ordinals.write();
        recent.trim();
        meta.setLong(1, last);
        meta.setLong(2, acknowledged);
        meta.setLong(3, events);
        meta.setLong(4, bytes);
        meta.setLong(5, size);
        meta.setLong(6, retained.bytes());
        meta.setLong(7, base);
        meta.setString(8, epoch);
        meta.setString(9, received.source());
        meta.setLong(10, received.sequence());
        meta.executeUpdate();
        trap.reached(FailPoint.BEFORE_COMMIT);
        sql.execute("COMMIT");
        trap.reached(FailPoint.AFTER_COMMIT);
    }

    /** All of them, in one transaction with whatever else it holds. */
    List<Stored> insert(List<Draft> drafts) throws SQLException {
        List<Stored> stored = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            if (!stored.isEmpty()) {
                trap.reached(FailPoint.MID_MESSAGE);
            }
            stored.add(insert(draft));
        }
        return List.copyOf(stored);
    }

    Stored insert(Draft draft) throws SQLException {
        trap.reached(FailPoint.BEFORE_INSERT);
        OptionalLong replaced = replace(draft.latest());
        long number = last + 1;
        long ord = ordinals.next(draft.subject());
        Stored stored = new Stored(
                number,
                ids.next(),
                draft.type(),
                draft.subject(),
                draft.acceptedAt(),
                draft.data(),
                draft.expiry(),
                replaced);
        long weight = (long) draft.data().length + draft.raw().length;
        byte[] sum = sha256.digest(draft.raw().length > 0 ? draft.raw() : draft.data());
        insert.setLong(1, number);
        insert.setString(2, stored.id());
        insert.setString(3, stored.type());
        insert.setString(4, stored.subject());
        insert.setLong(5, ord);
        Instant at = stored.acceptedAt();
        insert.setLong(6, at.getEpochSecond());
        insert.setInt(7, at.getNano());
        insert.setLong(8, weight);
        insert.setBytes(9, sum);
        insert.setLong(10, SqliteRows.crc32c(stored, ord, draft.raw()));
        insert.setBytes(11, draft.data());
        insert.setBytes(12, draft.raw());
        insert.setLong(13, SqliteRows.expiresMillis(draft.expiry()));
        insert.setString(14, draft.latest().orElse(""));
        insert.executeUpdate();
        if (draft.raw().length > 0) {
            recent.add(draft.subject(), sum);
        }
        trap.reached(FailPoint.AFTER_INSERT);
        ordinals.raise(draft.subject(), ord);
        last = number;
        events++;
        bytes += draft.data().length;
        size += weight;
        return stored.numbered(number - base);
    }

    private OptionalLong replace(Optional<String> key) throws SQLException {
        if (key.isEmpty()) {
            return OptionalLong.empty();
        }
        latest.setString(1, key.get());
        latest.setLong(2, acknowledged);
        long found;
        try (ResultSet row = latest.executeQuery()) {
            found = row.next() ? row.getLong(1) : 0;
        }
        return found > 0 && delete(found) ? OptionalLong.of(found - base) : OptionalLong.empty();
    }

    /** Undamaged events above {@code after}; the numbers of damaged ones go to {@code damaged} and are passed over. */
    List<Stored> read(long after, int maxCount, long maxBytes, List<Long> damaged) throws SQLException {
        List<Stored> found = new ArrayList<>();
        long total = 0;
        select.setLong(1, after + base);
        select.setInt(2, maxCount);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Stored stored = SqliteRows.stored(row);
                total += stored.data().length;
                if (total > maxBytes && !found.isEmpty()) {
                    break;
                }
                if (SqliteRows.isDamaged(row, stored)) {
                    damaged.add(stored.sequence() - base);
                } else {
                    found.add(stored.numbered(stored.sequence() - base));
                }
            }
        }
        return found;
    }

    void trim(long upto) throws SQLException {
        long number = upto + base;
        if (number <= acknowledged) {
            return;
        }
        long more = release(acknowledged + 1, number);
        retained.acknowledged(number, more);
        trap.reached(FailPoint.MID_TRIM);
        acknowledged = number;
    }

    /** Gives up what is retained, for there is no room. */
    void forgetRetained() throws SQLException {
        retained.forget(acknowledged);
    }

    boolean hasRetained() {
        return retained.bytes() > 0;
    }

    /** Moves one event to the dead letters; false when it is there no more. */
    boolean bury(long sequence, String code, String detail) throws SQLException, OutboxException {
        if (letters.count() >= options.size().maxDeadLetters()) {
            throw OutboxException.full("the outbox holds its " + letters.count() + " dead letters");
        }
        long number = sequence + base;
        if (!letters.add(number, code, detail)) {
            return false;
        }
        trap.reached(FailPoint.MID_BURY);
        delete(number);
        audit("dead-letter", number + " " + code);
        return true;
    }

    Stored requeue(long number) throws SQLException {
        Draft draft = letters.draft(number)
                .orElseThrow(() -> new IllegalArgumentException("there is no dead letter " + number));
        Stored stored = insert(draft);
        trap.reached(FailPoint.MID_REQUEUE);
        letters.remove(number);
        audit("requeued", number + " as " + (stored.sequence() + base));
        return stored;
    }

    boolean discard(long number) throws SQLException {
        boolean done = letters.remove(number);
        if (done) {
            audit("discarded", Long.toString(number));
        }
        return done;
    }

    /** Takes one waiting event out. */
    boolean remove(long sequence, String reason) throws SQLException {
        long number = sequence + base;
        if (number <= acknowledged || !delete(number)) {
            return false;
        }
        audit(reason, Long.toString(number));
        return true;
    }

    private boolean delete(long number) throws SQLException {
        long released = release(number, number);
        if (number <= acknowledged) {
            retained.lost(released);
        }
        remove.setLong(1, number);
        return remove.executeUpdate() > 0;
    }

    /** Returns by how much each number fell. */
    long renew() throws SQLException {
        retained.forget(acknowledged);
        long fell = acknowledged - base;
        String before = epoch;
        epoch = ids.next();
        base = acknowledged;
        audit("epoch", before + " ended at " + acknowledged + ", then " + epoch);
        return fell;
    }

    void received(Received upto) {
        received = upto;
    }

    /** One line of history, without payload; the last 10,000 are kept. */
    private void audit(String event, String detail) throws SQLException {
        note.setLong(1, clock.millis());
        note.setString(2, event);
        note.setString(3, detail);
        note.executeUpdate();
        sql.execute("DELETE FROM audit WHERE n <= last_insert_rowid() - " + AUDIT_LINES);
    }

    /** Counts events as waiting no more; returns their bytes of data and raw. What is acknowledged was counted before. */
    private long release(long from, long to) throws SQLException {
        weigh.setLong(1, from);
        weigh.setLong(2, to);
        try (ResultSet row = weigh.executeQuery()) {
            if (!row.next()) {
                return 0;
            }
            if (to > acknowledged) {
                events -= row.getLong(1);
                bytes -= row.getLong(2);
                size -= row.getLong(3);
            }
            return row.getLong(3);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
