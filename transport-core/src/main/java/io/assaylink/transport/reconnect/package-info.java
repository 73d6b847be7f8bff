// SPDX-License-Identifier: Apache-2.0
/**
 * The one place that tries again.
 *
 * <p>Start at {@link io.assaylink.transport.reconnect.Reconnector}: it repeats an
 * {@link io.assaylink.transport.reconnect.Attempt}, which is a connect with its handshake or the binding of a listener.
 * How long it waits is a pure function, {@link io.assaylink.transport.reconnect.RetryPolicy}; how often it may try at all
 * is bounded below every policy by a {@link io.assaylink.transport.reconnect.TokenBucket}.
 *
 * <pre>
 *   Attempt ──Failure──▶ RetryPolicy ──delay──▶ TokenBucket ──▶ Attempt
 * </pre>
 *
 * <p>This package knows no message: whose messages wait meanwhile is not its business.
 */
@NullMarked
package io.assaylink.transport.reconnect;

import org.jspecify.annotations.NullMarked;
