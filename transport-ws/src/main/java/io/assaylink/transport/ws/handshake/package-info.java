// SPDX-License-Identifier: Apache-2.0
/**
 * What is settable about the way to the 101 of RFC 6455 4, and what is agreed on it.
 *
 * <p>Start at {@link io.assaylink.transport.ws.handshake.HandshakeOptions}, a client's way;
 * {@link io.assaylink.transport.ws.handshake.DeflateOptions} are of both sides. This package knows no socket.
 */
@NullMarked
package io.assaylink.transport.ws.handshake;

import org.jspecify.annotations.NullMarked;
