// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.10.1: the sequence number protocol, MSH-13 and MSA-4. Optional, needed rarely, and the only protection
 * of the standard against duplicates.
 *
 * <p>Start at {@link io.assaylink.hl7.sequence.SequenceReceiver} or {@link io.assaylink.hl7.sequence.SequenceSender}.
 *
 * <pre>
 *   SequenceSender ── 0 or -1, then n, n + 1 ... in MSH-13 ──▶ SequenceReceiver ──▶ SequenceStore
 *        ▲                                                            │
 *        └──────────────── MSA-4: n, or the number expected ◀─────────┘
 * </pre>
 *
 * <p>This package sends nothing and stores nothing by itself.
 */
package io.assaylink.hl7.sequence;
