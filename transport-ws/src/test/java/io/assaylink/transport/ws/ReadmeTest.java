// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.contract.Readme;
import io.assaylink.transport.ws.handshake.HandshakeOptions;
import io.assaylink.transport.ws.handshake.HttpProxy;
import io.assaylink.transport.ws.handshake.ProxyLogin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of the README, compiled and run. */
@Timeout(30)
class ReadmeTest {

    @Test
    void everyExampleIsHere() throws Exception {
        assertThat(Readme.examples())
                .hasSize(3)
                .allSatisfy(
                        example -> assertThat(Readme.source(ReadmeTest.class)).contains(example));
    }

    @Test
    void serverAndClient() throws Exception {
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        WebSocketServerOptions options = WebSocketServerOptions.defaults()
                .withPath("/v1/facilitator")
                .withSubprotocol("assaylink.facilitator.v1")
                .withAuthenticator(request -> request.header("Authorization")
                        .filter("Bearer secret"::equals)
                        .map(token -> UpgradeDecision.accept())
                        .orElse(UpgradeDecision.refuse(401)));
        try (WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ReceiveLimits.defaults(), options)) {
            var listening =
                    server.listen(accepted::complete).toCompletableFuture().get();
            int port = ((InetSocketAddress) listening.address()).getPort();
            WebSocketOptions clientOptions = WebSocketOptions.defaults()
                    .withSubprotocol("assaylink.facilitator.v1")
                    .withHeaders(() -> Map.of("Authorization", "Bearer secret"));
            URI uri = URI.create("ws://127.0.0.1:" + port + "/v1/facilitator");
            ReceiveLimits limits =
                    ReceiveLimits.defaults().withLiveness(Duration.ofSeconds(50)); // asks with a ping at 25 s
            try (WebSocketTransport transport = new WebSocketTransport(uri, limits, clientOptions)) {
                Connection<WebSocketMessage> connection =
                        transport.connect().toCompletableFuture().get();
                var sent = connection.outbound().send(WebSocketMessage.text("{\"type\":\"hello\"}"));
                sent.toCompletableFuture().get();
            }
            ReceiveOutcome<WebSocketMessage> outcome = accepted.get().inbound().receive(Duration.ofSeconds(20));
            assertThat(outcome).isInstanceOf(ReceiveOutcome.Received.class);
        }
    }

    /** Whoever gives out tokens. */
    private interface Tokens {
        CompletionStage<String> fresh();
    }

    @Test
    void wayToThe101() throws Exception {
        Tokens tokens = () -> CompletableFuture.completedStage("token");
        String secret = "secret";
        HandshakeOptions handshake = HandshakeOptions.defaults()
                .withHeadersLater(() -> tokens.fresh().thenApply(token -> Map.of("Authorization", "Bearer " + token)))
                .withProxy(HttpProxy.of("proxy.lab", 3128).withLogin(() -> new ProxyLogin("gateway", secret)));
        assertThat(handshake.headers().get().toCompletableFuture().get()).containsValue("Bearer token");
        assertThat(handshake.toString()).contains("proxy.lab:3128").doesNotContain("secret");
    }
}
