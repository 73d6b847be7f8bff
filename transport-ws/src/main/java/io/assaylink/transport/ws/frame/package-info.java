// SPDX-License-Identifier: Apache-2.0
/**
 * RFC 6455 section 5 and 7.4, RFC 7692 section 7: bytes to messages and control frames, and back.
 *
 * <p>Start at {@link io.assaylink.transport.ws.frame.FrameDecoder}. Every limit is checked at the frame header, before a
 * byte of the payload is kept, and again for each byte that is inflated; bad input is told to the sink, never thrown.
 *
 * <pre>
 *   bytes ──▶ FrameDecoder ──▶ FrameSink ─┬─ message   all fragments, inflated, UTF-8 checked
 *                                         ├─ ping, pong, close
 *                                         └─ violation  close code + code + offset
 * </pre>
 *
 * <p>This package knows no socket and no clock.
 */
@NullMarked
package io.assaylink.transport.ws.frame;

import org.jspecify.annotations.NullMarked;
