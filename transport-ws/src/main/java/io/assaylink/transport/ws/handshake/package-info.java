// SPDX-License-Identifier: Apache-2.0
/**
 * What is settable about the way of a client to the 101 of RFC 6455 4.1.
 *
 * <p>Start at {@link io.assaylink.transport.ws.handshake.HandshakeOptions}. This package knows no socket.
 */
@NullMarked
package io.assaylink.transport.ws.handshake;

import org.jspecify.annotations.NullMarked;
