// SPDX-License-Identifier: Apache-2.0
/**
 * One MLLP connection, both roles at once: messages in are held until they are stored and then answered; messages out wait
 * for their answers.
 *
 * <p>Start at {@link io.assaylink.hl7.exchange.Exchange}.
 *
 * <pre>
 *   bytes ──▶ decode ──▶ Delivered(message, hold) ──▶ your store ──▶ accept(hold) | refuse(hold) ─┐
 *                    └─▶ Answered(id, code)  ◀── correlation ◀── send(message) = id               │
 *   bytes ◀── drainTo ◀───────────────── answers in order of arrival, messages in order of send ◀─┘
 *
 *   inside: Responder (holds, repeats) with BatchIntake, SeriesIntake and AnswerOrder; Initiator (answers to ours)
 * </pre>
 *
 * <p>This package knows nothing of sockets, threads or clocks: bytes and time are arguments.
 */
package io.assaylink.hl7.exchange;
