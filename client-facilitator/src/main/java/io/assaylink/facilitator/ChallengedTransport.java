// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One attempt is the question and its answer: a 401 with a challenge is answered by a second upgrade, once. That is no
 * reconnection: whatever comes of the second is the outcome.
 */
final class ChallengedTransport implements Transport<WebSocketMessage> {
    private final WebSocketTransport transport;
    private final SignedChallenge credentials;
    private final String host;
    /** For the upgrade being begun; guarded by this. */
    private Map<String, String> headers = Map.of();

    ChallengedTransport(URI hub, ReceiveLimits limits, WebSocketOptions base, SignedChallenge credentials) {
        this.transport = new WebSocketTransport(hub, limits, base.withHeaders(this::headers));
        this.credentials = credentials;
        this.host = hub.getHost();
    }

    private synchronized Map<String, String> headers() {
        return headers;
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public CompletionStage<Connection<WebSocketMessage>> connect() {
        return connect(Map.of())
                .exceptionallyCompose(failure -> answer(failure)
                        .map(answer -> connect(Map.of("Authorization", answer)))
                        .orElseGet(() -> CompletableFuture.failedStage(failure)));
    }

    /** The headers are asked for before the call returns. */
    private synchronized CompletionStage<Connection<WebSocketMessage>> connect(Map<String, String> with) {
        headers = with;
        try {
            return transport.connect();
        } finally {
            headers = Map.of();
        }
    }

    private Optional<String> answer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ConnectFailedException refused
                        && refused.reason() instanceof CloseReason.HandshakeFailed asked
                        && asked.status() == 401
                ? credentials.answer(asked.challenge(), host)
                : Optional.empty();
    }

    @Override
    public void close() {
        transport.close();
    }
}
