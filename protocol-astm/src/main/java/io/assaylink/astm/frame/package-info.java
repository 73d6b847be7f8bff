// SPDX-License-Identifier: Apache-2.0

/**
 * E1381 / LIS01-A2 clause 6.3: bytes to frames and back.
 *
 * <p>Start at {@link io.assaylink.astm.frame.FrameDecoder}. Give it bytes as they come, cut anywhere; it tells a
 * {@link io.assaylink.astm.frame.FrameSink} what they are. Bad input is an event with a code and an absolute byte offset,
 * never an exception. Every byte is part of exactly one signal, frame, dropped frame or run of noise.
 *
 * <pre>
 *   bytes ──▶ FrameDecoder ──▶ FrameSink ─┬─ signal    ENQ ACK NAK EOT
 *                                         ├─ frame     checksum matched
 *                                         ├─ fault     code + offset + expected + found, then dropped
 *                                         └─ noise     outside of frames
 *   records ──▶ FrameEncoder ──▶ frames
 * </pre>
 *
 * <p>This package knows nothing of turns, frame order, retries or timers: those belong to {@code link}.
 */
package io.assaylink.astm.frame;
