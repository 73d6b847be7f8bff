// SPDX-License-Identifier: Apache-2.0
/**
 * HL7 v2 chapter 2.10.2: messages that are continued, by ADD within one and by DSC and MSH-14 over several.
 *
 * <p>Start at {@link io.assaylink.hl7.continuation.Continuation}.
 *
 * <pre>
 *   message ──▶ Continuation.isFragment ─ yes ─▶ FragmentAssembler ──▶ Taken | Completed | Abandoned
 *                                                     ▲ tick: a series that stopped
 *   message ──▶ Continuation.split ──▶ fragments, each with its own MSH-10
 * </pre>
 *
 * <p>This package answers nothing: the acknowledgments of fragments are {@code exchange}'s.
 */
package io.assaylink.hl7.continuation;
