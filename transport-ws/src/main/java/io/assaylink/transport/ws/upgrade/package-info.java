// SPDX-License-Identifier: Apache-2.0
/**
 * RFC 6455 4: what a client may meet on its way to the 101, and what either side reads out of the other's headers. Not
 * exported.
 *
 * <p>Start at {@link io.assaylink.transport.ws.upgrade.ProxyTunnel}.
 *
 * <pre>
 *   headers, login asked for ─▶ TCP ─▶ (ProxyTunnel: CONNECT) ─▶ (TLS) ─▶ GET, upgrade ─┬─ 101
 *             ▲                                                                          ├─ Redirect, same host
 *             └── HandshakeClock: one budget for all of it but TCP and TLS ──────────────┴─ refused, RetryAfter
 * </pre>
 *
 * <p>The words of both sides: {@link io.assaylink.transport.ws.upgrade.HandshakeKey},
 * {@link io.assaylink.transport.ws.upgrade.PerMessageDeflate}. This package knows no connection.
 */
@NullMarked
package io.assaylink.transport.ws.upgrade;

import org.jspecify.annotations.NullMarked;
