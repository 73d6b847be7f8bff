// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A client that says what it is told to, frame by frame, over WebSocket. */
final class RawClient implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(30);
    static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    final String source;
    private final WebSocketTransport transport;
    private final Connection<WebSocketMessage> connection;
    private final EnvelopeReader reader = new EnvelopeReader(16 << 20);
    private final String id;

    RawClient(URI hub, String id, Credentials credentials) throws Exception {
        this.id = id;
        source = "/gateways/" + id + "/outbox/1";
        transport = HubTransport.webSocket(ClientOptions.defaults(id), hub, credentials);
        try {
            connection = transport.connect().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            transport.close();
            throw refused;
        }
    }

    RawClient(URI hub, String id) throws Exception {
        this(hub, id, Credentials.none());
    }

    /** What a refused upgrade asked for. */
    static String challenge(ExecutionException refused) {
        return refused.getCause() instanceof ConnectFailedException failed
                        && failed.reason() instanceof CloseReason.HandshakeFailed handshake
                ? handshake.challenge()
                : "";
    }

    RawClient say(byte[] frame) {
        var unused = connection.outbound().send(WebSocketMessage.text(frame));
        return this;
    }

    RawClient say(String frame) {
        return say(frame.getBytes(StandardCharsets.UTF_8));
    }

    RawClient event(long sequence) {
        return say(EnvelopeWriter.event("t", source, "id" + sequence, sequence, Instant.EPOCH, "chem-1", DATA));
    }

    RawClient hello(OptionalLong received) {
        return say(EnvelopeWriter.hello(new Envelope.Hello(1, id, "run", "test", source, 1, received, List.of())));
    }

    Envelope.Welcome welcomed(OptionalLong received) throws Exception {
        hello(received);
        return hear(Envelope.Welcome.class);
    }

    Envelope.Welcome welcomed() throws Exception {
        return welcomed(OptionalLong.empty());
    }

    /** The next frame, which is one of these. */
    <T extends Envelope> T hear(Class<T> type) throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(ReceiveOutcome.Received.class);
        Envelope heard = reader.read(
                ((ReceiveOutcome.Received<WebSocketMessage>) outcome).message().bytes());
        assertThat(heard).isInstanceOf(type);
        return type.cast(heard);
    }

    /** The close code, when nothing else came before. */
    int closeCode() throws Exception {
        ReceiveOutcome<WebSocketMessage> outcome = connection.inbound().receive(LONG);
        assertThat(outcome).isInstanceOf(ReceiveOutcome.Closed.class);
        CloseReason reason = ((ReceiveOutcome.Closed<WebSocketMessage>) outcome).reason();
        assertThat(reason).isInstanceOf(CloseReason.ByPeer.class);
        return ((CloseReason.ByPeer) reason).code();
    }

    /** Cuts the link without a word. */
    @Override
    public void close() {
        var unused = connection
                .close(Duration.ZERO)
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        transport.close();
    }
}
