// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.facilitator.outbox.Stored;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A row of the tables {@code outbox} and {@code dead_letter} as an event, and the sum that guards it. */
final class SqliteRows {
    /** What {@link #stored} and {@link #isDamaged} read, in this order. */
    static final String COLUMNS =
            "seq, id, type, source, source_ord, accepted_s, accepted_ns, data, raw, crc32c, expires_ms, latest";

    private SqliteRows() {}

    /** The event with the number that it has on the disk. */
    static Stored stored(ResultSet row) throws SQLException {
        long expires = row.getLong(11);
        return new Stored(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochSecond(row.getLong(6), row.getLong(7)),
                row.getBytes(8),
                expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)),
                OptionalLong.empty());
    }

    static boolean isDamaged(ResultSet row, Stored stored) throws SQLException {
        return crc32c(stored, row.getLong(5), row.getBytes(9)) != row.getLong(10);
    }

    static long expiresMillis(Optional<Instant> expiry) {
        return expiry.map(Instant::toEpochMilli).orElse(0L);
    }

    /** Covers the number and every column that is delivered, so that no row can pass for another. */
    static long crc32c(Stored stored, long ord, byte[] raw) {
        CRC32C crc = new CRC32C();
        ByteBuffer numbers = ByteBuffer.allocate(40);
        Instant at = stored.acceptedAt();
        numbers.putLong(stored.sequence());
        numbers.putLong(ord);
        numbers.putLong(at.getEpochSecond());
        numbers.putInt(at.getNano());
        if (stored.expiry().isPresent()) { // rows of schema 1 had none
            numbers.putLong(expiresMillis(stored.expiry()));
        }
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

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
