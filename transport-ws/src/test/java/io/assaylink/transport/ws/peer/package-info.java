// SPDX-License-Identifier: Apache-2.0
/**
 * Our WebSocket against programs that no one here wrote: the JDK's client, Node, Python, nginx.
 *
 * <p>The scripts are in {@code src/test/resources/peers}. Where a peer is not on this machine its tests are skipped, counted
 * and say what to install.
 */
package io.assaylink.transport.ws.peer;
