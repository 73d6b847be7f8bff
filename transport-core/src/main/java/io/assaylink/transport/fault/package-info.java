// SPDX-License-Identifier: Apache-2.0
/**
 * A network that misbehaves on request, for tests of whoever lives on one.
 *
 * <p>Start at {@link io.assaylink.transport.fault.FaultyTransport}, which wraps any transport and runs in virtual time, or
 * at {@link io.assaylink.transport.fault.FaultProxy}, which stands between two real sockets. Both follow a
 * {@link io.assaylink.transport.fault.plan.FaultPlan}: a script, byte by byte, or a random one that its seed repeats. Both are
 * steered while they run, and tell what they did, through {@link io.assaylink.transport.fault.LiveFaults}.
 *
 * <pre>
 *   who connects ──OUT──▶ FaultLane ──▶ who accepts
 *                ◀──── FaultLane ◀──IN──
 *                         ▲ Fault at byte k          ──▶ FaultEvent, never payload
 * </pre>
 *
 * <p>As on TCP no byte is lost while a connection lives, whatever holds it up; bytes go with the connection, or are
 * damaged by name ({@link io.assaylink.transport.fault.plan.Fault.Corrupt}, {@link io.assaylink.transport.fault.plan.Fault.Duplicate}).
 * This package knows no protocol: an answer at a higher level, such as a WebSocket CLOSE, is bytes to it.
 */
@NullMarked
package io.assaylink.transport.fault;

import org.jspecify.annotations.NullMarked;
