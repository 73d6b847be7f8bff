// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Events in one SQLite file: a commit returns when the operating system confirmed the flush. */
final class SqliteHubStore implements HubStore {
    private final Connection connection;

    SqliteHubStore(Path file) throws HubStoreException {
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setBusyTimeout(5000);
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS events(position INTEGER PRIMARY KEY, source TEXT NOT NULL,"
                                + " sequence INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,"
                                + " time TEXT NOT NULL, data BLOB NOT NULL, UNIQUE(source, sequence))");
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS sources(source TEXT PRIMARY KEY, settled INTEGER NOT NULL)");
            }
            connection.setAutoCommit(false);
        } catch (SQLException failure) {
            throw new HubStoreException("cannot open the hub's store", failure);
        }
    }

    @Override
    public synchronized Map<String, Long> highest() throws HubStoreException {
        try (PreparedStatement select = connection.prepareStatement("SELECT source, settled FROM sources");
                ResultSet rows = select.executeQuery()) {
            Map<String, Long> highest = new HashMap<>();
            while (rows.next()) {
                highest.put(rows.getString(1), rows.getLong(2));
            }
            return highest;
        } catch (SQLException failure) {
            throw new HubStoreException("cannot read the hub's store", failure);
        }
    }

    @Override
    public synchronized List<StoredEvent> store(List<StoredEvent> events, Map<String, Long> settled)
            throws HubStoreException {
        try (PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO events(source, sequence, id, type, subject, time, data) VALUES(?,?,?,?,?,?,?)",
                        Statement.RETURN_GENERATED_KEYS);
                PreparedStatement settle = connection.prepareStatement(
                        "INSERT INTO sources(source, settled) VALUES(?,?) ON CONFLICT(source) DO UPDATE SET settled ="
                                + " excluded.settled")) {
            List<StoredEvent> stored = new ArrayList<>(events.size());
            for (StoredEvent event : events) {
                insert.setString(1, event.source());
                insert.setLong(2, event.sequence());
                insert.setString(3, event.id());
                insert.setString(4, event.type());
                insert.setString(5, event.subject());
                insert.setString(6, event.time().toString());
                insert.setBytes(7, event.data());
                insert.executeUpdate();
                stored.add(event.at(position(insert)));
            }
            for (Map.Entry<String, Long> source : settled.entrySet()) {
                settle.setString(1, source.getKey());
                settle.setLong(2, source.getValue());
                settle.executeUpdate();
            }
            connection.commit();
            return stored;
        } catch (SQLException failure) {
            rollback();
            throw new HubStoreException("cannot write the hub's store", failure);
        }
    }

    private static long position(PreparedStatement insert) throws SQLException {
        try (ResultSet keys = insert.getGeneratedKeys()) {
            return keys.next() ? keys.getLong(1) : 0;
        }
    }

    private void rollback() {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // the statement's own failure is reported
        }
    }

    @Override
    public synchronized List<StoredEvent> read(long position, int maxCount) throws HubStoreException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT position, source, sequence, id, type, subject, time, data FROM events WHERE position > ?"
                        + " ORDER BY position LIMIT ?")) {
            select.setLong(1, position);
            select.setInt(2, maxCount);
            List<StoredEvent> events = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(new StoredEvent(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getLong(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6),
                            Instant.parse(rows.getString(7)),
                            rows.getBytes(8)));
                }
            }
            return events;
        } catch (SQLException failure) {
            throw new HubStoreException("cannot read the hub's store", failure);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // what was committed is there
        }
    }
}
