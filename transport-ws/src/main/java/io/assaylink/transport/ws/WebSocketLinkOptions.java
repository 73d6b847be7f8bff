// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ws.frame.CloseCode;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

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
 * @param resetAtBound whether what the peer has not taken is thrown away, with a reset of TCP, where it does not answer our
 *     close within its bound; otherwise the system goes on delivering it after the connection is over
 */
public record WebSocketLinkOptions(
        int readAheadMessages,
        long readAheadBytes,
        int maxFragments,
        int pingsPerSecond,
        Duration pingFlood,
        int silentCode,
        Optional<DeflateOptions> deflate,
        Duration liveness,
        boolean resetAtBound) {

    private static final WebSocketLinkOptions DEFAULTS = new WebSocketLinkOptions(
            256,
            1L << 20,
            1024,
            100,
            Duration.ofSeconds(5),
            CloseCode.POLICY,
            Optional.empty(),
            Duration.ofSeconds(30),
            false);

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
        return with(copy -> {
            copy.readAheadMessages = messages;
            copy.readAheadBytes = bytes;
        });
    }

    public WebSocketLinkOptions withMaxFragments(int value) {
        return with(copy -> copy.maxFragments = value);
    }

    public WebSocketLinkOptions withPingFlood(int perSecond, Duration during) {
        return with(copy -> {
            copy.pingsPerSecond = perSecond;
            copy.pingFlood = during;
        });
    }

    /** Where the protocol above has a code of its own for it; 1008 otherwise. */
    public WebSocketLinkOptions withSilentCode(int value) {
        return with(copy -> copy.silentCode = value);
    }

    /** The size limit of a message then counts what comes out of it. */
    public WebSocketLinkOptions withDeflate(DeflateOptions value) {
        return with(copy -> copy.deflate = Optional.of(value));
    }

    /** For connections whose receive limits set none; zero: they send no pings, and silence says nothing of the peer. */
    public WebSocketLinkOptions withLiveness(Duration value) {
        return with(copy -> copy.liveness = value);
    }

    /** For protocols that send again what was not acknowledged, and are harmed by what comes late. */
    public WebSocketLinkOptions withResetAtBound(boolean value) {
        return with(copy -> copy.resetAtBound = value);
    }

    /** The limits of a connection. */
    ReceiveLimits watched(ReceiveLimits limits) {
        return limits.liveness().isZero() ? limits.withLiveness(liveness) : limits;
    }

    private WebSocketLinkOptions with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /** The same values by name, some of which are to be others. */
    private static final class Copy {
        private int readAheadMessages;
        private long readAheadBytes;
        private int maxFragments;
        private int pingsPerSecond;
        private Duration pingFlood;
        private int silentCode;
        private Optional<DeflateOptions> deflate;
        private Duration liveness;
        private boolean resetAtBound;

        Copy(WebSocketLinkOptions of) {
            readAheadMessages = of.readAheadMessages;
            readAheadBytes = of.readAheadBytes;
            maxFragments = of.maxFragments;
            pingsPerSecond = of.pingsPerSecond;
            pingFlood = of.pingFlood;
            silentCode = of.silentCode;
            deflate = of.deflate;
            liveness = of.liveness;
            resetAtBound = of.resetAtBound;
        }

        WebSocketLinkOptions options() {
            return new WebSocketLinkOptions(
                    readAheadMessages,
                    readAheadBytes,
                    maxFragments,
                    pingsPerSecond,
                    pingFlood,
                    silentCode,
                    deflate,
                    liveness,
                    resetAtBound);
        }
    }
}
