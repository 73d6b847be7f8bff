// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Events in one SQLite file: a commit returns when the operating system confirmed the flush. */
final class SqliteHubStore implements HubStore {
    private static final List<String> TABLES = List.of(
            "events(position INTEGER PRIMARY KEY, source TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL,"
                    + " type TEXT NOT NULL, subject TEXT NOT NULL, time TEXT NOT NULL, data BLOB NOT NULL,"
                    + " UNIQUE(source, sequence))",
            "sources(source TEXT PRIMARY KEY, settled INTEGER NOT NULL)",
            "refused(source TEXT NOT NULL, sequence INTEGER NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL,"
                    + " detail TEXT NOT NULL, PRIMARY KEY(source, sequence))",
            "offered(client TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,"
                    + " time TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY(client, sequence))",
            "clients(client TEXT PRIMARY KEY, acknowledged INTEGER NOT NULL, last INTEGER NOT NULL)");

    private final Connection connection;

    /** What is done in one transaction, or to read. */
    private interface Work<T> {
        T run() throws SQLException;
    }

    SqliteHubStore(Path file) throws HubStoreException {
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setBusyTimeout(5000);
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute("CREATE TABLE IF NOT EXISTS " + table);
                }
            }
            connection.setAutoCommit(false);
        } catch (SQLException failure) {
            throw new HubStoreException("cannot open the hub's store", failure);
        }
    }

    @Override
    public Map<String, Long> highest() throws HubStoreException {
        return transaction(() -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT source, settled FROM sources");
                    ResultSet rows = select.executeQuery()) {
                Map<String, Long> highest = new HashMap<>();
                while (rows.next()) {
                    highest.put(rows.getString(1), rows.getLong(2));
                }
                return highest;
            }
        });
    }

    @Override
    public List<Refusals.Refused> refused() throws HubStoreException {
        return transaction(() -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT source, sequence, code, title, detail FROM refused");
                    ResultSet rows = select.executeQuery()) {
                List<Refusals.Refused> refused = new ArrayList<>();
                while (rows.next()) {
                    refused.add(new Refusals.Refused(
                            rows.getString(1),
                            rows.getLong(2),
                            new Problem(
                                    rows.getString(3), rows.getString(4), false, Duration.ZERO, rows.getString(5))));
                }
                return refused;
            }
        });
    }

    @Override
    public void learnt(String source, long upto) throws HubStoreException {
        transaction(() -> update("DELETE FROM refused WHERE source = ? AND sequence <= ?", source, upto));
    }

    @Override
    public List<StoredEvent> store(List<StoredEvent> events, List<Refusals.Refused> refused, Map<String, Long> settled)
            throws HubStoreException {
        return transaction(() -> {
            for (Refusals.Refused each : refused) {
                update(
                        "INSERT OR REPLACE INTO refused(source, sequence, code, title, detail) VALUES(?,?,?,?,?)",
                        each.source(),
                        each.sequence(),
                        each.problem().code(),
                        each.problem().title(),
                        each.problem().detail());
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO events(source, sequence, id, type, subject, time, data) VALUES(?,?,?,?,?,?,?)",
                    Statement.RETURN_GENERATED_KEYS)) {
                List<StoredEvent> stored = new ArrayList<>(events.size());
                for (StoredEvent event : events) {
                    set(
                            insert,
                            event.source(),
                            event.sequence(),
                            event.id(),
                            event.type(),
                            event.subject(),
                            event.time().toString(),
                            event.data());
                    insert.executeUpdate();
                    stored.add(event.at(position(insert)));
                }
                for (Map.Entry<String, Long> source : settled.entrySet()) {
                    update(
                            "INSERT INTO sources(source, settled) VALUES(?,?) ON CONFLICT(source) DO UPDATE SET settled ="
                                    + " excluded.settled",
                            source.getKey(),
                            source.getValue());
                }
                return stored;
            }
        });
    }

    @Override
    public List<StoredEvent> read(long position, int maxCount) throws HubStoreException {
        return transaction(() -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT position, source, sequence, id, type, subject, time, data FROM events WHERE position > ?"
                            + " ORDER BY position LIMIT ?")) {
                set(select, position, maxCount);
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
            }
        });
    }

    @Override
    public void lose(String source, long upto) throws HubStoreException {
        transaction(() -> {
            update("DELETE FROM events WHERE source = ? AND sequence > ?", source, upto);
            update("DELETE FROM refused WHERE source = ? AND sequence > ?", source, upto);
            return update("UPDATE sources SET settled = MIN(settled, ?) WHERE source = ?", upto, source);
        });
    }

    @Override
    public HubEvent offer(String client, HubEvent event) throws HubStoreException {
        return transaction(() -> {
            HubEvent numbered = event.at(progressOf(client).last() + 1);
            update(
                    "INSERT INTO clients(client, acknowledged, last) VALUES(?,0,?) ON CONFLICT(client) DO UPDATE SET last ="
                            + " excluded.last",
                    client,
                    numbered.sequence());
            update(
                    "INSERT INTO offered(client, sequence, type, subject, time, data) VALUES(?,?,?,?,?,?)",
                    client,
                    numbered.sequence(),
                    numbered.type(),
                    numbered.subject(),
                    numbered.time().toString(),
                    numbered.data());
            return numbered;
        });
    }

    @Override
    public List<HubEvent> offered(String client, long sequence, int maxCount) throws HubStoreException {
        return transaction(() -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT sequence, type, subject, time, data FROM offered"
                            + " WHERE client = ? AND sequence > ? ORDER BY sequence LIMIT ?")) {
                set(select, client, sequence, maxCount);
                List<HubEvent> events = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        events.add(new HubEvent(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                Instant.parse(rows.getString(4)),
                                rows.getBytes(5)));
                    }
                }
                return events;
            }
        });
    }

    @Override
    public Progress progress(String client) throws HubStoreException {
        return transaction(() -> progressOf(client));
    }

    @Override
    public void acknowledge(String client, long upto) throws HubStoreException {
        transaction(() -> {
            update("UPDATE clients SET acknowledged = MAX(acknowledged, ?) WHERE client = ?", upto, client);
            return update("DELETE FROM offered WHERE client = ? AND sequence <= ?", client, upto);
        });
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException broken) {
            // what was committed is there
        }
    }

    private Progress progressOf(String client) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT acknowledged, last FROM clients WHERE client = ?")) {
            set(select, client);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? new Progress(rows.getLong(1), rows.getLong(2)) : new Progress(0, 0);
            }
        }
    }

    private synchronized <T> T transaction(Work<T> work) throws HubStoreException {
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException failure) {
            try {
                connection.rollback();
            } catch (SQLException broken) {
                failure.addSuppressed(broken);
            }
            throw new HubStoreException("the hub's store failed", failure);
        }
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static long position(PreparedStatement insert) throws SQLException {
        try (ResultSet keys = insert.getGeneratedKeys()) {
            return keys.next() ? keys.getLong(1) : 0;
        }
    }
}
