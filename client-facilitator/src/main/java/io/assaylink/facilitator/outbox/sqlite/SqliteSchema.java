// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.OutboxException.Code.UNAVAILABLE;

import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.TimeOrderedId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.sqlite.SQLiteConfig;

/** Opens the database: pragmas set, read back and asserted, tables made or recognised. */
final class SqliteSchema {
    static final int VERSION = 3;
    private static final int APPLICATION = 0x41534C4B; // "ASLK"
    private static final long PAGE = 4096;

    private SqliteSchema() {}

    /** A connection that alone holds the file; the caller closes it. */
    static Connection open(Path file, OutboxOptions options, Clock clock) throws SQLException, OutboxException {
        SQLiteConfig config = new SQLiteConfig();
        config.enableLoadExtension(false);
        config.setBusyTimeout(1000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            try (Statement sql = connection.createStatement()) {
                recognise(sql, file); // before anything is written
                pragmas(sql, options);
                tables(connection, sql, clock);
            }
            return connection;
        } catch (SQLException | OutboxException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void recognise(Statement sql, Path file) throws SQLException, OutboxException {
        long application = number(sql, "PRAGMA application_id");
        long version = number(sql, "PRAGMA user_version");
        long objects = number(sql, "SELECT count(*) FROM sqlite_schema");
        if (objects > 0 && application != APPLICATION) {
            throw new OutboxException(UNAVAILABLE, file + " is a database, but no outbox of ours; it was not touched");
        }
        if (version > VERSION) {
            throw new OutboxException(
                    UNAVAILABLE,
                    file + " has schema " + version + ", newer than the " + VERSION
                            + " that this version knows; it was not touched");
        }
    }

    private static void pragmas(Statement sql, OutboxOptions options) throws SQLException, OutboxException {
        assertPragma(sql, "locking_mode", "EXCLUSIVE", "exclusive"); // first: WAL then needs no shared memory
        assertPragma(sql, "page_size", Long.toString(PAGE), Long.toString(PAGE));
        assertPragma(sql, "journal_mode", "WAL", "wal");
        assertPragma(sql, "synchronous", "FULL", "2");
        assertPragma(sql, "fullfsync", "ON", "1"); // macOS: a flush that reaches the disk
        assertPragma(sql, "checkpoint_fullfsync", "ON", "1");
        assertPragma(sql, "foreign_keys", "OFF", "0");
        assertPragma(sql, "wal_autocheckpoint", "1000", "1000");
        assertPragma(sql, "journal_size_limit", "67108864", "67108864");
        assertPragma(sql, "mmap_size", "0", "0");
        assertPragma(sql, "trusted_schema", "OFF", "0");
        assertPragma(sql, "cell_size_check", "ON", "1");
        long pages = Math.max(options.size().maxFileBytes() / PAGE, number(sql, "PRAGMA page_count"));
        assertPragma(sql, "max_page_count", Long.toString(pages), Long.toString(pages));
    }

    private static void assertPragma(Statement sql, String name, String set, String read)
            throws SQLException, OutboxException {
        sql.execute("PRAGMA " + name + "=" + set);
        try (ResultSet row = sql.executeQuery("PRAGMA " + name)) {
            String found = row.next() ? row.getString(1) : "nothing";
            if (!read.equalsIgnoreCase(found)) {
                throw new OutboxException(
                        UNAVAILABLE, "the store does not take " + name + "=" + set + ": it answers " + found);
            }
        }
    }

    private static void tables(Connection connection, Statement sql, Clock clock) throws SQLException {
        sql.execute("BEGIN IMMEDIATE"); // takes the exclusive lock, now and for good
        if (number(sql, "SELECT count(*) FROM sqlite_schema") == 0) {
            sql.execute(
                    "CREATE TABLE meta(one INTEGER PRIMARY KEY CHECK(one = 1), epoch TEXT NOT NULL, created_at INTEGER"
                            + " NOT NULL, last_seq INTEGER NOT NULL, hub_acked INTEGER NOT NULL, live_events INTEGER NOT"
                            + " NULL, live_bytes INTEGER NOT NULL, live_size INTEGER NOT NULL)");
            sql.execute("CREATE TABLE source(subject TEXT PRIMARY KEY, last_ord INTEGER NOT NULL)");
            String event = "(seq INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL,"
                    + " source_ord INTEGER NOT NULL, accepted_s INTEGER NOT NULL, accepted_ns INTEGER NOT NULL,"
                    + " size INTEGER NOT NULL, sha256 BLOB NOT NULL, crc32c INTEGER NOT NULL, data BLOB NOT NULL,"
                    + " raw BLOB NOT NULL";
            sql.execute("CREATE TABLE outbox" + event + ")");
            sql.execute("CREATE TABLE dead_letter" + event
                    + ", code TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL)");
            sql.execute("CREATE TABLE quarantine(n INTEGER PRIMARY KEY, source TEXT NOT NULL, code TEXT NOT NULL,"
                    + " at INTEGER NOT NULL, bytes BLOB NOT NULL)");
            sql.execute("CREATE TABLE audit(n INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL,"
                    + " detail TEXT NOT NULL)");
            try (var insert = connection.prepareStatement("INSERT INTO meta VALUES(1, ?, ?, 0, 0, 0, 0, 0)")) {
                insert.setString(1, new TimeOrderedId(clock).next());
                insert.setLong(2, clock.millis());
                insert.executeUpdate();
            }
            sql.execute("PRAGMA application_id=" + APPLICATION);
            sql.execute("PRAGMA user_version=1");
        }
        if (number(sql, "PRAGMA user_version") < 2) {
            second(sql);
        }
        if (number(sql, "PRAGMA user_version") < 3) {
            third(sql);
        }
        sql.execute("COMMIT");
    }

    /** From schema 1: expiry, latest-only events, epochs, what is retained, recent messages, the hub's events. */
    private static void second(Statement sql) throws SQLException {
        for (String table : new String[] {"outbox", "dead_letter"}) {
            sql.execute("ALTER TABLE " + table + " ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0");
            sql.execute("ALTER TABLE " + table + " ADD COLUMN latest TEXT NOT NULL DEFAULT ''");
        }
        sql.execute("CREATE INDEX outbox_latest ON outbox(latest) WHERE latest <> ''");
        sql.execute("ALTER TABLE meta ADD COLUMN base INTEGER NOT NULL DEFAULT 0");
        sql.execute("ALTER TABLE meta ADD COLUMN kept_size INTEGER NOT NULL DEFAULT 0");
        sql.execute("ALTER TABLE meta ADD COLUMN hub_source TEXT NOT NULL DEFAULT ''");
        sql.execute("ALTER TABLE meta ADD COLUMN hub_received INTEGER NOT NULL DEFAULT 0");
        sql.execute("CREATE TABLE acked(minute INTEGER PRIMARY KEY, upto INTEGER NOT NULL)");
        sql.execute("CREATE TABLE recent(n INTEGER PRIMARY KEY, source TEXT NOT NULL, sha256 BLOB NOT NULL,"
                + " at INTEGER NOT NULL)");
        sql.execute("PRAGMA user_version=2");
    }

    /** From schema 2: the quarantine of each instrument is bounded, the oldest of it is looked for. */
    private static void third(Statement sql) throws SQLException {
        sql.execute("CREATE INDEX quarantine_source ON quarantine(source)");
        sql.execute("PRAGMA user_version=" + VERSION);
    }

    static long number(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
