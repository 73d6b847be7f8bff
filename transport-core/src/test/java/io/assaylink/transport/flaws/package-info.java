// SPDX-License-Identifier: Apache-2.0
/**
 * Flaws that the field has shipped, X-1 to X-30, each with its control: a naive class that has the flaw, so that the test is
 * known to find it, and ours beside it under the same traffic in virtual time.
 *
 * <pre>
 *   NaiveReceiveLoop      X-1 X-1b X-3 X-4 X-5 X-7     ReceiveFlawsTest
 *   NaiveHybridLoop       X-2
 *   NaiveHandOver         X-6
 *   NaiveSessionLimits    X-28
 *   NaiveReconnector      X-9 X-9b X-9c X-10           ReconnectFlawsTest
 *   NaiveSelfHealing      X-8
 *   RetryPolicy as others set it      X-23
 *   NaiveSharedReceiver   X-15                         OneReceiverFlawsTest
 * </pre>
 */
@NullMarked
package io.assaylink.transport.flaws;

import org.jspecify.annotations.NullMarked;
