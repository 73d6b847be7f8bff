// SPDX-License-Identifier: Apache-2.0
/**
 * RFC 6455 4.1: what a client may meet on its way to the 101.
 *
 * <p>Start at {@link io.assaylink.transport.ws.upgrade.ProxyTunnel}.
 *
 * <pre>
 *   headers, login asked for ─▶ TCP ─▶ (ProxyTunnel: CONNECT) ─▶ (TLS) ─▶ GET, upgrade ─┬─ 101
 *             ▲                                                                          ├─ Redirect, same host
 *             └── HandshakeClock: one budget for all of it but TCP and TLS ──────────────┴─ refused, RetryAfter
 * </pre>
 *
 * <p>This package knows no frames.
 */
@NullMarked
package io.assaylink.transport.ws.upgrade;

import org.jspecify.annotations.NullMarked;
