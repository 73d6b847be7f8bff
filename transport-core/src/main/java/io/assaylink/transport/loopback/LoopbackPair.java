// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.Connection;

/**
 * The two ends of one connection within this process, and the two lines between them for a test to spoil.
 *
 * @param near the end that connected
 * @param far the end that accepted
 * @param toFar what near sends
 * @param toNear what far sends
 */
public record LoopbackPair<M>(Connection<M> near, Connection<M> far, LoopbackLine toFar, LoopbackLine toNear) {}
