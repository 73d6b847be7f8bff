// SPDX-License-Identifier: Apache-2.0

/**
 * E1394 12, the dialogue of a host query: an instrument has read a barcode and asks what to do with the tube.
 *
 * <p>Start at {@link io.assaylink.astm.query.QueryDesk} on a link, or at {@link io.assaylink.astm.query.HostQuery} for one
 * message.
 *
 * <pre>
 *   AstmMessage ──▶ QueryDesk ──▶ Asked(HostQuery, ticket) ──▶ HostQuery.answer() ──▶ QueryAnswer ──▶ AstmMessage
 *                      │                                            noInformation()   L|1|I
 *                      └─ Cancelled, Replaced, Expired              inError()         L|1|Q
 * </pre>
 *
 * <p>This package sends nothing and knows nothing of orders: the answer goes to {@code AstmLink.send}.
 */
package io.assaylink.astm.query;
