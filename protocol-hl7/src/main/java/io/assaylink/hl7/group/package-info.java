// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 abstract message syntax (chapter 2.12): which segments of a message belong together.
 *
 * <p>Start at {@link io.assaylink.hl7.group.SegmentGroup#of(io.assaylink.hl7.message.Hl7Message)}.
 *
 * <pre>
 *   Hl7Message ──▶ MessageStructure ──▶ SegmentGroup ORU_R01
 *                   by MSH-9, else        ├─ MSH
 *                   by rule               └─ PATIENT_RESULT
 *                                              ├─ PATIENT ─ PID, NTE …
 *                                              └─ ORDER_OBSERVATION ─ OBR, OBSERVATION ─ OBX, NTE …
 * </pre>
 *
 * <p>Grouping never refuses and never drops: a segment the structure does not expect stays where it stands, in the group
 * that is open there. This package knows nothing of what a field means.
 */
package io.assaylink.hl7.group;
