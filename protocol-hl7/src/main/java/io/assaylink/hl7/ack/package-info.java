// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.9: which acknowledgment a message gets, and its bytes.
 *
 * <p>Start at {@link io.assaylink.hl7.ack.AckPolicy}.
 *
 * <pre>
 *   request ──▶ AckPolicy ──▶ AckCode... ──▶ Acknowledgment ──▶ bytes in the request's delimiters and version
 * </pre>
 *
 * <p>This package decides nothing about when: a positive code may be sent only after the message is stored.
 */
package io.assaylink.hl7.ack;
