// SPDX-License-Identifier: Apache-2.0
/**
 * The frames of the facilitator protocol, version 1: bytes to {@link io.assaylink.facilitator.envelope.Envelope}s and back.
 *
 * <p>Start at {@link io.assaylink.facilitator.envelope.EnvelopeReader}. One frame is one UTF-8 JSON object; unknown fields
 * are ignored, and everything else that a peer can get wrong is an
 * {@link io.assaylink.facilitator.envelope.EnvelopeException} with a code and a byte offset, never with payload.
 *
 * <pre>
 *   byte[] ──▶ EnvelopeReader ──▶ Envelope ─┬─ session frames   hello welcome ack nack skip ping pong bye
 *                                           ├─ Message          event request reply error (CloudEvents 1.0)
 *                                           └─ Unknown          another kind, with its id or sequence
 *   byte[] ◀── EnvelopeWriter ◀── arguments
 * </pre>
 *
 * <p>This package knows nothing of sessions, order or time.
 */
@NullMarked
package io.assaylink.facilitator.envelope;

import org.jspecify.annotations.NullMarked;
