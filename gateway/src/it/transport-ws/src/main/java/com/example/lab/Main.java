package com.example.lab;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One text message over a real WebSocket. */
public final class Main {
    public static void main(String[] args) throws Exception {
        ReceiveLimits limits = ReceiveLimits.defaults();
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = new WebSocketServer(loopback, limits, WebSocketServerOptions.defaults());
                TransportServer.Listening listening = server.listen(accepted::complete).toCompletableFuture().get()) {
            URI uri = URI.create("ws://127.0.0.1:" + ((InetSocketAddress) listening.address()).getPort() + "/");
            try (var transport = new WebSocketTransport(uri, limits, WebSocketOptions.defaults())) {
                Connection<WebSocketMessage> client = transport.connect().toCompletableFuture().get();
                client.outbound().send(WebSocketMessage.text("5.4"));
                ReceiveOutcome<WebSocketMessage> outcome = accepted.get().inbound().receive(Duration.ofSeconds(30));
                if (!(outcome instanceof ReceiveOutcome.Received<WebSocketMessage> received)
                        || !received.message().equals(WebSocketMessage.text("5.4"))) {
                    throw new AssertionError(outcome);
                }
                client.close(Duration.ofSeconds(1)).toCompletableFuture().get();
            }
        }
        System.out.println("received by " + WebSocketMessage.class.getModule());
    }
}
