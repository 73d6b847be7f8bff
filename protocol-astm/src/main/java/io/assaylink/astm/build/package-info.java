// SPDX-License-Identifier: Apache-2.0

/**
 * Writes the messages of E1394 5: worklists, result uploads, queries and whatever else the nine record types make.
 *
 * <p>Start at {@link io.assaylink.astm.build.MessageBuilder}. It knows the levels and numbers the records; what may not go
 * on the wire is refused where it is given, by {@link io.assaylink.astm.record.UnwritableText}, and never replaced.
 *
 * <pre>
 *   MessageBuilder ─┬─ header(HeaderFields)  patient(PatientFields)  order(OrderFields)
 *                   ├─ result(ResultFields)  query(QueryFields)      comment  record(any type)
 *                   └─ end(reason) ──▶ AstmMessage
 * </pre>
 *
 * <p>This package knows nothing of frames and links. Answers to a query start from {@code HostQuery}.
 */
package io.assaylink.astm.build;
