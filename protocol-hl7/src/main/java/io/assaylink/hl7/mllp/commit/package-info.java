// SPDX-License-Identifier: Apache-2.0
/**
 * MLLP Release 2: every content block is answered by a commit block once it is in safe storage.
 *
 * <p>Start at {@link io.assaylink.hl7.mllp.commit.CommitDialogue}. It stands between a decoder in Release 2 and whoever
 * understands messages.
 *
 * <pre>
 *   MllpDecoder ─Frame──▶ CommitDialogue ─Received(block)──▶ your store ──▶ stored(block) | notStored(block) ─┐
 *               ─Commit─▶       │       ─Committed | Failed─▶ who called send                                │
 *   bytes ◀── drainTo ◀─────────┴── content blocks, one at a time; commit blocks in order of arrival ◀──────┘
 * </pre>
 *
 * <p>A commit block is no HL7 acknowledgment: that is a content block of its own, which gets its own commit block. This
 * package looks at MSH-3, MSH-4 and MSH-10 only, to tell repeats; it knows nothing of sockets, threads or clocks.
 */
package io.assaylink.hl7.mllp.commit;
