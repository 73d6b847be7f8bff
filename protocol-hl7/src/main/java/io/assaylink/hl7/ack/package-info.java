// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.9: which acknowledgment a message gets, its bytes, and what a sender makes of it.
 *
 * <p>Start at {@link io.assaylink.hl7.ack.AckPolicy}.
 *
 * <pre>
 *   request ──▶ AckPolicy ──▶ AckCode... ──▶ Acknowledgment ──▶ bytes in the request's delimiters and version
 *   bytes ──▶ RequestHeader ──▶ AckPolicy ──▶ AcknowledgmentWriter ──▶ the same bytes, for many messages
 *   answer ──▶ ReplyActions ──▶ done, retry, fail, suspend, disconnect
 * </pre>
 *
 * <p>This package decides nothing about when: a positive code may be sent only after the message is stored.
 */
package io.assaylink.hl7.ack;
