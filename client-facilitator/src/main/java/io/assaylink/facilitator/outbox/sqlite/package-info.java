// SPDX-License-Identifier: Apache-2.0
/**
 * The durable outbox: one SQLite file, one connection, one thread that writes.
 *
 * <p>Start at {@link io.assaylink.facilitator.outbox.sqlite.SqliteOutbox}; all else is its own.
 *
 * <pre>
 *   SqliteOutbox ─▶ Work ─▶ WorkQueue ─▶ SqliteWriter ─ group commit ─▶ SqliteStore ─┬─ SqliteSchema    tables, pragmas
 *                                             │                                      ├─ SqliteLetters   dead letters
 *                                        StoreDirectory                              ├─ SqliteRecent    digests
 *                                        lock, free disk                             └─ SqliteRetained  acknowledged
 * </pre>
 *
 * <p>It knows nothing of connections either, and no other package names a table of it.
 */
@NullMarked
package io.assaylink.facilitator.outbox.sqlite;

import org.jspecify.annotations.NullMarked;
