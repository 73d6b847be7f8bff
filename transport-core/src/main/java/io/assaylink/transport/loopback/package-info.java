// SPDX-License-Identifier: Apache-2.0
/**
 * The in-memory twin of TCP, for tests and demos.
 *
 * <p>Start at {@link io.assaylink.transport.loopback.LoopbackTransport}. It keeps the same contract as the transports
 * over a network, held by the same test suite, and runs in virtual time where it is given a
 * {@link io.assaylink.transport.loop.VirtualLoop}.
 *
 * <pre>
 *   near ══LoopbackLine══▶ far        a test cuts, holds, ends or severs either line
 *        ◀══LoopbackLine══
 * </pre>
 */
@NullMarked
package io.assaylink.transport.loopback;

import org.jspecify.annotations.NullMarked;
