// SPDX-License-Identifier: Apache-2.0

/**
 * E1394 6.6 (LIS02-A2 5.6): what the text of a field can mean.
 *
 * <p>Start at {@link io.assaylink.astm.value.Field}: the text as it stands, and the value if the text is one. Nothing is
 * invented: a date of four digits is a year and no day, a number keeps its digits, a code outside the table has no value.
 *
 * <pre>
 *   text ──▶ Field ─┬─ raw()    always
 *                   └─ value()  Timestamp, NumericValue, PersonName, TestId or a code; empty when it is none
 * </pre>
 *
 * <p>This package knows nothing of records and positions.
 */
package io.assaylink.astm.value;
