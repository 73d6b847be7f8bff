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
 *   Link ──bytes, messages──▶ ConnectionCore ──▶ a Consumption: pulled by a caller, or driven on the loop
 *        ◀──read, write, end──  Watch      which clock ran out
 *                               Regulator  whether to read
 *                               Holding    what of the budget is taken
 *                               Sender     what goes out
 *                               Observed   who is told
 * </pre>
 *
 * <p>This package knows no socket and no protocol.
 */
@NullMarked
package io.assaylink.transport.spi;

import org.jspecify.annotations.NullMarked;
