// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;

/**
 * The settings of a client; every bound has a default from the protocol.
 *
 * @param clientId who this is at the hub; the hub keeps one connection per id
 * @param software name and version, for the hub's log
 * @param heartbeat silence of the hub until it is asked for a sign of life; it is dead after 2.5 times that
 * @param handshakeTimeout from connected to {@code welcome}
 * @param requestTimeout of a request where the caller names none
 * @param handlerTimeout a handler of a hub's request may take, where the request has no expiry
 * @param closeTimeout of the closing handshake
 * @param suspension until the next try after refused credentials; at most 12 tries an hour whatever is set here
 * @param replacedFor until the next try after a newer connection took our place
 * @param retry delays between attempts; failures count as a row until {@link Phase#READY} has lasted its stable time
 * @param maxPending requests at a time
 * @param maxServed requests of the hub at a time
 * @param maxInFlight unacknowledged events at most; the hub may ask for fewer
 * @param maxInFlightBytes bytes of unacknowledged events at most, one event at least
 * @param maxRefusals of one event, each retryable, until it goes to the dead letters
 * @param maxBadFrames in one minute; one more ends the session
 */
public record ClientOptions(
        String clientId,
        String software,
        Duration heartbeat,
        Duration handshakeTimeout,
        Duration requestTimeout,
        Duration handlerTimeout,
        Duration closeTimeout,
        Duration suspension,
        Duration replacedFor,
        RetryPolicy retry,
        int maxPending,
        int maxServed,
        int maxInFlight,
        long maxInFlightBytes,
        int maxRefusals,
        int maxBadFrames) {

    public ClientOptions {
        if (!clientId.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("clientId: 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (maxPending < 1 || maxServed < 1 || maxInFlight < 1 || maxInFlightBytes < 1 || maxRefusals < 1) {
            throw new IllegalArgumentException("bounds begin at 1");
        }
    }

    public static ClientOptions defaults(String clientId) {
        return new ClientOptions(
                clientId,
                "assaylink/0.1.0",
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                RetryPolicy.defaults(),
                100_000,
                256,
                256,
                8L << 20,
                10,
                10);
    }

    /** What the connection to the hub is to be made with: dead after 2.5 heartbeats, 8 KiB/s inside a message. */
    public ReceiveLimits receiveLimits() {
        return ReceiveLimits.defaults()
                .withIdle(heartbeat)
                .withLiveness(heartbeat.multipliedBy(5).dividedBy(2))
                .withMinRate(8 << 10, Duration.ofSeconds(10));
    }

    public ClientOptions withSoftware(String value) {
        return new ClientOptions(
                clientId,
                value,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withHeartbeat(Duration value) {
        return new ClientOptions(
                clientId,
                software,
                value,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withTimeouts(Duration handshake, Duration request, Duration handler) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshake,
                request,
                handler,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withSuspension(Duration refused, Duration replaced) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                refused,
                replaced,
                retry,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withWindow(int events, long bytes) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                maxPending,
                maxServed,
                events,
                bytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withRequests(int pending, int served) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                pending,
                served,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }

    public ClientOptions withMaxRefusals(int value) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                retry,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                value,
                maxBadFrames);
    }

    public ClientOptions withRetry(RetryPolicy value) {
        return new ClientOptions(
                clientId,
                software,
                heartbeat,
                handshakeTimeout,
                requestTimeout,
                handlerTimeout,
                closeTimeout,
                suspension,
                replacedFor,
                value,
                maxPending,
                maxServed,
                maxInFlight,
                maxInFlightBytes,
                maxRefusals,
                maxBadFrames);
    }
}
