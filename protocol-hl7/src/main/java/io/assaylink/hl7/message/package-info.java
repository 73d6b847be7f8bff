// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2: ER7 messages as a view over their own bytes.
 *
 * <p>Start at {@link io.assaylink.hl7.message.Hl7Message}. {@link io.assaylink.hl7.message.Hl7Messages} cuts a file into
 * messages; {@link io.assaylink.hl7.message.MessageProfile} says how one sender is read and what of it is tolerated.
 *
 * <pre>
 *   byte[] ──▶ Hl7Message ─┬─ segments() ─▶ Segment ─ field(n) ─▶ Value ─ repetitions() ─ component(n) ─ subcomponent(n)
 *                          ├─ get("OBX[2]-5.1") ─▶ Value: ABSENT, NULL ("") or TEXT
 *                          ├─ problems() ─▶ what the sender got wrong: code + offset + hint
 *                          └─ toBytes(): the same bytes, always
 * </pre>
 *
 * <p>Nothing here throws because of what a peer wrote. A charset is used only when a value's text is asked for. This
 * package knows nothing of framing, connections or acknowledgments.
 */
package io.assaylink.hl7.message;
