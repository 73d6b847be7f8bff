// SPDX-License-Identifier: Apache-2.0

/**
 * E1381 / LIS01-A2 clause 6.5: whose turn it is, and what has been acknowledged.
 *
 * <p>Start at {@link io.assaylink.astm.link.AstmLink}: both roles in both positions, without socket, thread or clock.
 *
 * <pre>
 *   bytes, now ──▶ AstmLink ──▶ LinkEvent   Delivered(message, hold), Incomplete, FrameRefused, Tolerated, Noise …
 *   accept(hold)     │  ▲
 *   send(message) ───┘  └── tick(now) at nextDeadline
 *                    └─────▶ bytes to send: ENQ, frames, ACK, NAK, EOT
 * </pre>
 *
 * <p>The ACK of the frame that completes a message waits for {@code accept(hold)}: acknowledged means kept. This package
 * knows nothing of what a record means.
 */
package io.assaylink.astm.link;
