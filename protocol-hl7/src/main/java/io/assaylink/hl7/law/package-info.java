// SPDX-License-Identifier: Apache-2.0
/**
 * IHE LAW, Laboratory Analytical Workflow: the messages between an analyzer and its manager, written and read.
 *
 * <p>Start at {@link io.assaylink.hl7.law.LawMessages} to write, at {@link io.assaylink.hl7.law.WorkQuery#of},
 * {@link io.assaylink.hl7.law.WorkOrder#of}, {@link io.assaylink.hl7.law.OrderAnswer#of} and
 * {@link io.assaylink.hl7.law.ResultReport#of} to read.
 *
 * <pre>
 *   analyzer                                     manager
 *   LAB-27  QBP^Q11  WorkQuery   ──────────────▶           what is there to do?
 *                                ◀──────────────  QueryAnswer   RSP^K11  query taken, no work in it
 *   LAB-28                       ◀──────────────  WorkOrder     OML^O33  steps, or none (DC)
 *           ORL^O34  OrderAnswer ──────────────▶           OK, UA, CR, UC for each step
 *   LAB-29  OUL^R22  ResultReport ─────────────▶
 *                                ◀──────────────  ACK^R22
 * </pre>
 *
 * <p>Each of the three starts on its own, on one connection or two, and they may cross: who decides by order of arrival waits
 * for ever. {@link io.assaylink.hl7.exchange.Exchange} tells answers from work, {@link io.assaylink.hl7.law.WorkList} holds
 * the analyzer's rules about steps.
 *
 * <p>Readers look at MSH-9.1 and 9.2 alone, take what they find and never refuse: the message stays at hand in each. This
 * package knows nothing of connections, storage or what a test means. Its values hold identifiers of specimens, which point
 * to patients: none of them is in a {@code toString}.
 */
package io.assaylink.hl7.law;
