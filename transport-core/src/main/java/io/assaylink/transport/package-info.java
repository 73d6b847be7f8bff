// SPDX-License-Identifier: Apache-2.0
/**
 * Connections whose receive knows idle from stuck.
 *
 * <p>Start at {@link io.assaylink.transport.Connection}. A {@link io.assaylink.transport.Transport} makes one by
 * connecting, a {@link io.assaylink.transport.TransportServer} by accepting; how its messages are consumed is chosen
 * once: pulled through {@link io.assaylink.transport.Inbound}, or driven into a
 * {@link io.assaylink.transport.Machine} on the event loop.
 *
 * <pre>
 *   bytes ──▶ Framing ──▶ clocks, limits, back-pressure ──┬─ Inbound   a caller pulls outcomes
 *                                                         └─ Machine   the event loop pushes them
 * </pre>
 *
 * <p>This package knows nothing of any protocol, and a connection never reconnects: that is
 * {@code io.assaylink.transport.reconnect}.
 */
@NullMarked
package io.assaylink.transport;

import org.jspecify.annotations.NullMarked;
