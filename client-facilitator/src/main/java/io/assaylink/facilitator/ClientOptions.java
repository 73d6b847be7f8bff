// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.handler.HandlerOptions;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;

/**
 * The settings of a client; every bound has a default from the protocol.
 *
 * @param clientId who this is at the hub; the hub keeps one connection per id
 * @param software name and version, for the hub's log
 * @param retry delays between attempts; failures count as a row until {@link Phase#READY} has lasted its stable time
 * @param window events on their way
 * @param requests our own requests
 * @param handlers where the hub's requests and events are worked on, how long and how many
 * @param maxBadFrames in one minute; one more ends the session
 */
public record ClientOptions(
        String clientId,
        String software,
        Timeouts timeouts,
        RetryPolicy retry,
        Window window,
        Requests requests,
        HandlerOptions handlers,
        int maxBadFrames) {

    /**
     * How long things may take.
     *
     * @param heartbeat silence of the hub until it is asked for a sign of life; it is dead after 2.5 times that
     * @param handshake from connected to {@code welcome}
     * @param close of the closing handshake
     * @param refused until the next try after refused credentials; at most 12 tries an hour whatever is set here
     * @param replaced until the next try after a newer connection took our place
     */
    public record Timeouts(
            Duration heartbeat, Duration handshake, Duration close, Duration refused, Duration replaced) {}

    /**
     * Events that are sent and not acknowledged.
     *
     * @param maxInFlight unacknowledged events at most; the hub may ask for fewer
     * @param maxBytes bytes of unacknowledged events at most, one event at least
     * @param maxRefusals of one event, each retryable, until it goes to the dead letters
     */
    public record Window(int maxInFlight, long maxBytes, int maxRefusals) {

        public Window {
            if (maxInFlight < 1 || maxBytes < 1 || maxRefusals < 1) {
                throw new IllegalArgumentException("bounds of the window begin at 1");
            }
        }
    }

    /**
     * Our own requests.
     *
     * @param timeout where the caller names none
     * @param maxPending at a time; one more is refused at once
     * @param remembered ids of ended requests, so that a late or second reply is told from an unknown one
     * @param maxUnknown replies a minute to what was never asked; one more ends the session
     */
    public record Requests(Duration timeout, int maxPending, int remembered, int maxUnknown) {

        public Requests {
            if (maxPending < 1 || remembered < 1 || maxUnknown < 1) {
                throw new IllegalArgumentException("bounds of requests begin at 1");
            }
        }
    }

    public ClientOptions {
        if (!clientId.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("clientId: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
    }

    public static ClientOptions defaults(String clientId) {
        return new ClientOptions(
                clientId,
                "assaylink/0.1.0",
                new Timeouts(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(60)),
                RetryPolicy.defaults(),
                new Window(256, 8L << 20, 10),
                new Requests(Duration.ofSeconds(10), 100_000, 4096, 1000),
                HandlerOptions.defaults(),
                10);
    }

    /** What the connection to the hub is to be made with: dead after 2.5 heartbeats, 8 KiB/s inside a message. */
    public ReceiveLimits receiveLimits() {
        return ReceiveLimits.defaults()
                .withIdle(timeouts.heartbeat)
                .withLiveness(timeouts.heartbeat.multipliedBy(5).dividedBy(2))
                .withMinRate(8 << 10, Duration.ofSeconds(10));
    }

    public ClientOptions withSoftware(String value) {
        return new ClientOptions(clientId, value, timeouts, retry, window, requests, handlers, maxBadFrames);
    }

    public ClientOptions withTimeouts(Timeouts value) {
        return new ClientOptions(clientId, software, value, retry, window, requests, handlers, maxBadFrames);
    }

    public ClientOptions withHeartbeat(Duration value) {
        return withTimeouts(
                new Timeouts(value, timeouts.handshake, timeouts.close, timeouts.refused, timeouts.replaced));
    }

    /** After refused credentials, and after a newer connection took our place. */
    public ClientOptions withSuspension(Duration refused, Duration replaced) {
        return withTimeouts(new Timeouts(timeouts.heartbeat, timeouts.handshake, timeouts.close, refused, replaced));
    }

    public ClientOptions withRetry(RetryPolicy value) {
        return new ClientOptions(clientId, software, timeouts, value, window, requests, handlers, maxBadFrames);
    }

    public ClientOptions withWindow(Window value) {
        return new ClientOptions(clientId, software, timeouts, retry, value, requests, handlers, maxBadFrames);
    }

    public ClientOptions withWindow(int events, long bytes) {
        return withWindow(new Window(events, bytes, window.maxRefusals));
    }

    public ClientOptions withRequests(Requests value) {
        return new ClientOptions(clientId, software, timeouts, retry, window, value, handlers, maxBadFrames);
    }

    /** How many requests at a time, ours and the hub's. */
    public ClientOptions withRequests(int pending, int served) {
        return withRequests(new Requests(requests.timeout, pending, requests.remembered, requests.maxUnknown))
                .withHandlers(handlers.withMaxWaiting(served));
    }

    public ClientOptions withHandlers(HandlerOptions value) {
        return new ClientOptions(clientId, software, timeouts, retry, window, requests, value, maxBadFrames);
    }
}
