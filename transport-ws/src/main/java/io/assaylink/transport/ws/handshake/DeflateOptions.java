// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.handshake;

/**
 * What is settable about permessage-deflate (RFC 7692), where it is switched on: {@code WebSocketLinkOptions.withDeflate}.
 *
 * <p>The JDK compresses with a window of 32 KiB and no other. So a server declines an offer that asks it for a smaller one
 * ({@code server_max_window_bits} below 15), and a client does not offer {@code client_max_window_bits}; what a peer
 * compresses with a smaller window is read. A connection on which something was compressed holds about 300 KiB outside the
 * heap until its end. Compression runs on the event loop.
 *
 * @param level 0 to 9, as of {@link java.util.zip.Deflater}
 * @param minSize bytes of a message below which it is sent as it is
 * @param serverNoContextTakeover the server compresses each message by itself: asked for by a client, agreed by a server
 * @param clientNoContextTakeover the client does
 */
public record DeflateOptions(int level, int minSize, boolean serverNoContextTakeover, boolean clientNoContextTakeover) {

    private static final DeflateOptions DEFAULTS = new DeflateOptions(6, 256, false, false);

    /**
     * Checks the level.
     *
     * @throws IllegalArgumentException where it is not 0 to 9
     */
    public DeflateOptions {
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("level " + level + " is not 0 to 9");
        }
    }

    public static DeflateOptions defaults() {
        return DEFAULTS;
    }

    public DeflateOptions withLevel(int value) {
        return new DeflateOptions(value, minSize, serverNoContextTakeover, clientNoContextTakeover);
    }

    public DeflateOptions withMinSize(int value) {
        return new DeflateOptions(level, value, serverNoContextTakeover, clientNoContextTakeover);
    }

    /** Whether server and client compress each message by itself. */
    public DeflateOptions withNoContextTakeover(boolean server, boolean client) {
        return new DeflateOptions(level, minSize, server, client);
    }
}
