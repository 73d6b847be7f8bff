// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

/**
 * What is settable about a WebSocket connection behind its handshake, on either side.
 *
 * <p>While the consumer has no room the connection reads ahead, so that pings are answered and the peer's close frame is
 * seen: {@link io.assaylink.transport.Intake#AHEAD}. At either bound it stops, and the clocks on the peer stand still:
 * {@link io.assaylink.transport.Intake#STOPPED}. The bounds are looked at between reads: what one read brought, 64 KiB at
 * most, may come on top.
 *
 * @param readAheadMessages whole messages read for a consumer that has no room, beyond the inbox of a puller; 0: none
 * @param readAheadBytes of these and of the message in transit; 0: none
 */
public record WebSocketLinkOptions(int readAheadMessages, long readAheadBytes) {

    private static final WebSocketLinkOptions DEFAULTS = new WebSocketLinkOptions(256, 1L << 20);

    public static WebSocketLinkOptions defaults() {
        return DEFAULTS;
    }

    /** Either of them 0: no frame is read while the consumer has no room, control frames included. */
    public WebSocketLinkOptions withReadAhead(int messages, long bytes) {
        return new WebSocketLinkOptions(messages, bytes);
    }
}
