// SPDX-License-Identifier: Apache-2.0
/**
 * Where an instrument's protocol meets a connection and the outbox.
 *
 * <p>Start at {@link io.assaylink.facilitator.instrument.InstrumentEndpoint}: it makes the machine that drives one
 * connection.
 *
 * <pre>
 *   bytes ─▶ AstmLink | Exchange ─ message + hold ─▶ documents ─▶ outbox
 *     ◀── ACK | AA ◀── accept(hold) ◀── back on the event loop ◀── durable
 *     ◀── NAK | AE ◀── refuse(hold) ◀──────────────────────────── not taken
 *   what is no whole message ─▶ quarantine, with its code
 * </pre>
 *
 * <p>The positive answer is sent after the commit and never before. Nothing here prints or passes on patient data but to
 * the outbox.
 */
@NullMarked
package io.assaylink.facilitator.instrument;

import org.jspecify.annotations.NullMarked;
