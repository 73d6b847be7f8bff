// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How many events each instrument has had: table {@code source}. Writer thread only. */
final class SqliteOrdinals {
    private final PreparedStatement write;
    private final Map<String, Long> ordinals = new HashMap<>();
    /** Those that the transaction in progress raised. */
    private final Set<String> raised = new HashSet<>();

    SqliteOrdinals(Connection connection) throws SQLException {
        write = connection.prepareStatement(
                "INSERT INTO source VALUES(?,?) ON CONFLICT(subject) DO UPDATE SET last_ord = excluded.last_ord");
        try (PreparedStatement all = connection.prepareStatement("SELECT subject, last_ord FROM source");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                ordinals.put(row.getString(1), row.getLong(2));
            }
        }
    }

    /** The one that the next event of this instrument has. */
    long next(String subject) {
        return ordinals.getOrDefault(subject, 0L) + 1;
    }

    void raise(String subject, long to) {
        ordinals.put(subject, to);
        raised.add(subject);
    }

    /** Inside a transaction, before it is committed: each instrument once, however many events it had. */
    void write() throws SQLException {
        for (String subject : raised) {
            write.setString(1, subject);
            write.setLong(2, ordinals.getOrDefault(subject, 0L));
            write.executeUpdate();
        }
        raised.clear();
    }
}
