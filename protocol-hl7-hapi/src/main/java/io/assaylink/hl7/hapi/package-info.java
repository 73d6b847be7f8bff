// SPDX-License-Identifier: Apache-2.0
/**
 * To and from HAPI HL7v2, for applications that have its typed model and validation. Never in the way of a byte.
 *
 * <p>Start at {@link io.assaylink.hl7.hapi.HapiBridge}.
 *
 * <pre>
 *   Hl7Message ── toHapi ──▶ ca.uhn.hl7v2.model.Message ── fromHapi ──▶ Hl7Message
 * </pre>
 */
package io.assaylink.hl7.hapi;
