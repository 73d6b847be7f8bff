// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.10.3: batches and files, {@code [FHS] { [BHS] { MSH ... } [BTS] } [FTS]}, read and written as a stream.
 *
 * <p>Start at {@link io.assaylink.hl7.batch.BatchReader}. Give it the bytes of a file as they come, cut anywhere; it gives
 * back messages and envelope segments and holds no more than one message at a time.
 *
 * <pre>
 *   bytes ──▶ BatchReader ──▶ BatchEvent ─┬─ Message      MSH to before the next header
 *                                         ├─ Envelope     FHS, BHS, BTS or FTS
 *                                         ├─ Quarantined  bytes that belong to no message
 *                                         └─ Deviation    a count that does not agree, a trailer that is missing
 *   messages ──▶ BatchWriter ──▶ bytes, counts filled in
 * </pre>
 *
 * <p>This package knows nothing of acknowledgments: who answers a batch is {@code exchange}.
 */
package io.assaylink.hl7.batch;
