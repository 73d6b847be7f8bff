// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.5.4, 2.7 and table 0211: how the text of a value becomes bytes between two delimiters, and back.
 *
 * <p>Start at {@link io.assaylink.hl7.encoding.Escapes}. {@link io.assaylink.hl7.encoding.Hl7Charset} reads the names of
 * MSH-18; {@link io.assaylink.hl7.encoding.CharacterScan} finds a delimiter among bytes without taking half a character
 * for one.
 *
 * <pre>
 *   text ── Escapes.encode ──▶ bytes that hold no delimiter, no CR, LF, VT or FS ── Escapes.decode ──▶ the same text
 *             └─ UnwritableValue: what the charset or the delimiters cannot carry, with its place
 * </pre>
 *
 * <p>This package knows nothing of segments and messages.
 */
package io.assaylink.hl7.encoding;
