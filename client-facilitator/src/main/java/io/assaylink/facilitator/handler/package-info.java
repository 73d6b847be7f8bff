// SPDX-License-Identifier: Apache-2.0
/**
 * What an application does with the hub's requests and events.
 *
 * <p>Start at {@link io.assaylink.facilitator.handler.RequestHandler}; {@code FacilitatorClient.on} takes it. Handlers never
 * run on the thread that receives, so that frames of the session and replies do not wait for them.
 *
 * <pre>
 *   request, event ──▶ key ──▶ lane: one at a time, in order ──▶ at most maxConcurrent lanes at work ──▶ handler
 *                                     its time is over: answered `expired`, interrupted, the lane goes on
 * </pre>
 *
 * <p>This package knows nothing of frames and connections.
 */
@NullMarked
package io.assaylink.facilitator.handler;

import org.jspecify.annotations.NullMarked;
