// SPDX-License-Identifier: Apache-2.0
/**
 * The main job in one process: simulated analyzers, a gateway, a hub, on loopback.
 *
 * <p>Start at {@link io.assaylink.gateway.demo.Demo}. Only the traffic is invented; sockets, outbox and acknowledgements are
 * those of a laboratory.
 */
@NullMarked
package io.assaylink.gateway.demo;

import org.jspecify.annotations.NullMarked;
