// SPDX-License-Identifier: Apache-2.0
/**
 * The other side of the wire, for demos and for trying a gateway: analyzers that send, files that are played.
 *
 * <p>Everything made here is invented; no name, number or result is a person's.
 */
@NullMarked
package io.assaylink.gateway.sim;

import org.jspecify.annotations.NullMarked;
