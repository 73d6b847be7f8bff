// SPDX-License-Identifier: Apache-2.0
/**
 * For authors of transports.
 *
 * <p>Start at {@link io.assaylink.transport.spi.ConnectionCore}: a transport implements a
 * {@link io.assaylink.transport.spi.Link}, tells the core what comes in, and has clocks, limits, back-pressure, pull and
 * drive for nothing. All of it happens on one {@link io.assaylink.transport.loop.Loop}, which in tests runs in
 * {@linkplain io.assaylink.transport.loop.VirtualLoop virtual time}.
 *
 * <pre>
 *   Link ──bytes, messages──▶ ConnectionCore ─┬─ Pulled ──▶ Inbox ──▶ Waiter    (a caller)
 *        ◀──read, write, end──   Clocks       └─ Driven ──▶ Machine             (the loop)
 * </pre>
 *
 * <p>This package knows no socket and no protocol.
 */
@NullMarked
package io.assaylink.transport.spi;

import org.jspecify.annotations.NullMarked;
