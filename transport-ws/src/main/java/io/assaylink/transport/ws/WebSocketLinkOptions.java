// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.frame.CloseCode;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import java.time.Duration;
import java.util.Optional;

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
 * @param maxFragments frames of one message; with more the peer is closed with 1008
 * @param pingsPerSecond pings that a peer may send in one second, on and on; 0: any number
 * @param pingFlood for how long, in seconds, it may send more; then it is closed with 1008
 * @param silentCode close code that a peer is told which gave no sign of life; 1000 or more
 * @param deflate permessage-deflate where the peer agrees to it; empty, the default: it is not offered and not agreed to
 * @param liveness silence of every kind until the peer is taken for gone ({@code PeerSilent}), asked with a ping at its
 *     half, where {@link ReceiveLimits#liveness()} is not set, which counts for more; so a proxy does not see it idle
 *     either. Zero: no pings
 */
public record WebSocketLinkOptions(
        int readAheadMessages,
        long readAheadBytes,
        int maxFragments,
        int pingsPerSecond,
        Duration pingFlood,
        int silentCode,
        Optional<DeflateOptions> deflate,
        Duration liveness) {

    private static final WebSocketLinkOptions DEFAULTS = new WebSocketLinkOptions(
            256,
            1L << 20,
            1024,
            100,
            Duration.ofSeconds(5),
            CloseCode.POLICY,
            Optional.empty(),
            Duration.ofSeconds(30));

    public WebSocketLinkOptions {
        if (!CloseCode.mayBeSent(silentCode)) {
            throw new IllegalArgumentException("close code " + silentCode + " is not for the wire");
        }
    }

    public static WebSocketLinkOptions defaults() {
        return DEFAULTS;
    }

    /** Either of them 0: no frame is read while the consumer has no room, control frames included. */
    public WebSocketLinkOptions withReadAhead(int messages, long bytes) {
        return new WebSocketLinkOptions(
                messages, bytes, maxFragments, pingsPerSecond, pingFlood, silentCode, deflate, liveness);
    }

    public WebSocketLinkOptions withMaxFragments(int value) {
        return new WebSocketLinkOptions(
                readAheadMessages, readAheadBytes, value, pingsPerSecond, pingFlood, silentCode, deflate, liveness);
    }

    public WebSocketLinkOptions withPingFlood(int perSecond, Duration during) {
        return new WebSocketLinkOptions(
                readAheadMessages, readAheadBytes, maxFragments, perSecond, during, silentCode, deflate, liveness);
    }

    /** Where the protocol above has a code of its own for it; 1008 otherwise. */
    public WebSocketLinkOptions withSilentCode(int value) {
        return new WebSocketLinkOptions(
                readAheadMessages, readAheadBytes, maxFragments, pingsPerSecond, pingFlood, value, deflate, liveness);
    }

    /** The size limit of a message then counts what comes out of it. */
    public WebSocketLinkOptions withDeflate(DeflateOptions value) {
        return new WebSocketLinkOptions(
                readAheadMessages,
                readAheadBytes,
                maxFragments,
                pingsPerSecond,
                pingFlood,
                silentCode,
                Optional.of(value),
                liveness);
    }

    /** For connections whose receive limits set none; zero: they send no pings, and silence says nothing of the peer. */
    public WebSocketLinkOptions withLiveness(Duration value) {
        return new WebSocketLinkOptions(
                readAheadMessages, readAheadBytes, maxFragments, pingsPerSecond, pingFlood, silentCode, deflate, value);
    }

    /** The limits of a connection. */
    ReceiveLimits watched(ReceiveLimits limits) {
        return limits.liveness().isZero() ? limits.withLiveness(liveness) : limits;
    }
}
