// SPDX-License-Identifier: Apache-2.0
/**
 * What hubs speak, each protocol in its own package: our own ({@code assaylink}), and those of hubs that were not written for
 * us: a {@link io.assaylink.facilitator.session.Dialect}, the values of its messages, and a client to hold.
 *
 * <p>For these start at {@link io.assaylink.facilitator.dialect.computehorde.ComputeHordeClient} (one acknowledged message at a
 * time) or {@link io.assaylink.facilitator.dialect.ufo.UfoDevice} and
 * {@link io.assaylink.facilitator.dialect.ufo.UfoConstellation} (tasks by session id).
 *
 * <p>This package itself is not exported: it holds what the dialects share in writing JSON.
 */
@NullMarked
package io.assaylink.facilitator.dialect;

import org.jspecify.annotations.NullMarked;
