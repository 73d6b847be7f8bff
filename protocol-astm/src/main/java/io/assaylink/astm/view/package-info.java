// SPDX-License-Identifier: Apache-2.0

/**
 * E1394 7 to 15 (LIS02-A2 6 to 14): the fields of each record type by name, and the code tables.
 *
 * <p>Start at {@link io.assaylink.astm.view.RecordView#of}. A view holds nothing but its record: each call reads the bytes,
 * and none throws, whatever the record holds. A code is a {@link io.assaylink.astm.value.Field}: its text, and its meaning
 * if the table has it.
 *
 * <pre>
 *   AstmRecord ──▶ RecordView ─┬─ Header  Patient  Order  Result  Comment
 *                              └─ Query  Terminator  Scientific  Manufacturer (M, and any unknown type)
 * </pre>
 *
 * <p>Positions count the record type as field 1. The fields that a view does not name are read with {@code text(n)}.
 */
package io.assaylink.astm.view;
