// SPDX-License-Identifier: Apache-2.0
/**
 * MLLP: bytes to frames and back. A frame is {@code VT content FS CR}; there is no length, checksum or stuffing.
 *
 * <p>Start at {@link io.assaylink.hl7.mllp.MllpDecoder}. Give it bytes as they come, cut anywhere; it gives back
 * {@link io.assaylink.hl7.mllp.MllpEvent}s. Bad input is an event, never an exception.
 *
 * <pre>
 *   bytes ──▶ MllpDecoder ──▶ MllpEvent ─┬─ Frame        the content of a whole frame
 *                                        ├─ Quarantined  bytes of a frame that must never be acknowledged positively
 *                                        ├─ Skipped      bytes between frames
 *                                        ├─ Commit       Release 2: the peer stored (or not) our last block
 *                                        └─ Deviation    code + byte offset; fatal unless MllpProfile tolerates it
 * </pre>
 *
 * <p>The dialogue of Release 2 is {@link io.assaylink.hl7.mllp.commit}. This package knows nothing of what a message says, nor of
 * acknowledgments, sockets or clocks.
 */
package io.assaylink.hl7.mllp;
