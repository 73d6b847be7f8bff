// SPDX-License-Identifier: Apache-2.0
/**
 * Writing HL7 v2: messages with a few fields changed, and new ones.
 *
 * <p>Start at {@link io.assaylink.hl7.edit.MessageEditor} or {@link io.assaylink.hl7.edit.MessageBuilder}.
 *
 * <pre>
 *   Hl7Message ──▶ MessageEditor ─ set, clear, setNull, append, insert, remove ─▶ Hl7Message: all other bytes as they were
 *   delimiters + charset ──▶ MessageBuilder ─ header(…), segment(…) ─▶ Hl7Message
 * </pre>
 *
 * <p>Texts are escaped for the delimiters and encoded in the charset of the message. What may not go on the wire is refused
 * when it is given ({@link io.assaylink.hl7.encoding.UnwritableValue}), never replaced. This package knows nothing of what
 * a field means, except in MSH.
 */
package io.assaylink.hl7.edit;
