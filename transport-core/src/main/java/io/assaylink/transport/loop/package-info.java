// SPDX-License-Identifier: Apache-2.0
/**
 * The one thread that a connection belongs to, and its clock.
 *
 * <p>Start at {@link io.assaylink.transport.loop.Loop}. {@link io.assaylink.transport.loop.NettyLoop} is one of Netty's,
 * from a group that {@link io.assaylink.transport.loop.EventLoops} makes or borrows;
 * {@link io.assaylink.transport.loop.VirtualLoop} runs in virtual time, for tests.
 *
 * <p>This package knows no connection.
 */
@NullMarked
package io.assaylink.transport.loop;

import org.jspecify.annotations.NullMarked;
