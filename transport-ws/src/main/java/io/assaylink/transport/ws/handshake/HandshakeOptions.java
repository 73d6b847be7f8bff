// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.handshake;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What is settable about a client's upgrade.
 *
 * @param timeout for all of it together: headers and login to be supplied, the proxy's answer, the server's, redirects; TCP
 *     and TLS have their own bounds. A millisecond or more
 * @param subprotocols offered, the preferred first; where there are any, the server must agree to one of them
 * @param headers asked before each attempt, so that credentials are fresh, on the thread that connects: it must not block,
 *     its stage may complete later
 * @param maxRedirects followed on the way of one attempt, 0 to {@value #MOST_REDIRECTS}; 0: none. Only on the same host,
 *     never from {@code wss} to {@code ws}, and never with {@code headers}, which are for the first URI alone
 * @param maxRetryAfter the longest {@code Retry-After} that is believed
 * @param proxy which every connection goes through; empty: none, whatever the environment says
 */
public record HandshakeOptions(
        Duration timeout,
        List<String> subprotocols,
        Supplier<? extends CompletionStage<Map<String, String>>> headers,
        int maxRedirects,
        Duration maxRetryAfter,
        Optional<HttpProxy> proxy) {
    /** A longer way than this is a loop. */
    public static final int MOST_REDIRECTS = 3;

    private static final HandshakeOptions DEFAULTS = new HandshakeOptions(
            Duration.ofSeconds(10),
            List.of(),
            () -> CompletableFuture.completedStage(Map.of()),
            0,
            Duration.ofHours(1),
            Optional.empty());

    public HandshakeOptions {
        subprotocols = List.copyOf(subprotocols);
        if (timeout.toMillis() < 1
                || maxRedirects < 0
                || maxRedirects > MOST_REDIRECTS
                || maxRetryAfter.isNegative()
                || new HashSet<>(subprotocols).size() < subprotocols.size()
                || !subprotocols.stream().allMatch(HandshakeOptions::isToken)) {
            throw new IllegalArgumentException(
                    "a bound out of its range, or a subprotocol that is no token or comes twice");
        }
    }

    /** 10 s, no subprotocol, no headers, no redirects, an hour of patience at most, no proxy. */
    public static HandshakeOptions defaults() {
        return DEFAULTS;
    }

    /** RFC 9110 5.6.2, as RFC 6455 4.1 asks of subprotocols. */
    private static boolean isToken(String name) {
        return name.matches("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");
    }

    public HandshakeOptions withTimeout(Duration value) {
        return new HandshakeOptions(value, subprotocols, headers, maxRedirects, maxRetryAfter, proxy);
    }

    public HandshakeOptions withSubprotocols(List<String> value) {
        return new HandshakeOptions(timeout, value, headers, maxRedirects, maxRetryAfter, proxy);
    }

    /** Headers that are known when they are asked for. */
    public HandshakeOptions withHeaders(Supplier<Map<String, String>> value) {
        return withHeadersLater(() -> CompletableFuture.completedStage(value.get()));
    }

    /** Headers that somebody else has to be asked for: a token service. */
    public HandshakeOptions withHeadersLater(Supplier<? extends CompletionStage<Map<String, String>>> value) {
        return new HandshakeOptions(timeout, subprotocols, value, maxRedirects, maxRetryAfter, proxy);
    }

    public HandshakeOptions withMaxRedirects(int value) {
        return new HandshakeOptions(timeout, subprotocols, headers, value, maxRetryAfter, proxy);
    }

    public HandshakeOptions withMaxRetryAfter(Duration value) {
        return new HandshakeOptions(timeout, subprotocols, headers, maxRedirects, value, proxy);
    }

    public HandshakeOptions withProxy(HttpProxy value) {
        return new HandshakeOptions(timeout, subprotocols, headers, maxRedirects, maxRetryAfter, Optional.of(value));
    }

    /** Headers may be credentials. */
    @Override
    public String toString() {
        return "HandshakeOptions[timeout=" + timeout + ", subprotocols=" + subprotocols + ", maxRedirects="
                + maxRedirects + ", maxRetryAfter=" + maxRetryAfter + ", proxy=" + proxy + "]";
    }
}
