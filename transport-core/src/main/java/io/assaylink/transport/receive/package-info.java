// SPDX-License-Identifier: Apache-2.0
/**
 * How the messages of one connection are consumed, pulled or driven. Not exported.
 *
 * <p>Start at {@link io.assaylink.transport.receive.Consumption}.
 *
 * <pre>
 *   a Host, the connection ──messages──▶ Choice ─┬─ Pulled ──▶ Inbox ──▶ Waiter ◀── PulledInbound   (a caller)
 *                                                └─ Driven ──▶ Machine                              (the loop)
 * </pre>
 *
 * <p>This package knows no link.
 */
@NullMarked
package io.assaylink.transport.receive;

import org.jspecify.annotations.NullMarked;
