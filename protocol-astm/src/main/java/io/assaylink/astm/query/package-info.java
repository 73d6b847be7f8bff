// SPDX-License-Identifier: Apache-2.0

/**
 * E1394 12, the dialogue of a host query: an instrument has read a barcode and asks what to do with the tube.
 *
 * <p>Start at {@link io.assaylink.astm.query.QueryDesk} on a link, or at {@link io.assaylink.astm.query.HostQuery} for one
 * message.
 *
 * <pre>
 *   AstmMessage ──▶ QueryDesk ──▶ Asked(HostQuery, ticket) ──▶ HostQuery.answer() ──▶ QueryAnswer ──▶ AstmMessage
 *                      │     ▲                                      noInformation()   L|1|I     │
 *                      │     │                                      inError()         L|1|Q     │
 *                      │     └── answer(ticket, …) ◀────────────────────────────────────────────┘
 *                      │            ├─ Queued: AstmLink sends it before worklists, in the time that is left
 *                      │            └─ Refused: answered, replaced, cancelled, expired: never sent
 *                      └─ Cancelled, Replaced, Expired
 * </pre>
 *
 * <p>This package knows nothing of orders and nothing of bytes on the line.
 */
package io.assaylink.astm.query;
