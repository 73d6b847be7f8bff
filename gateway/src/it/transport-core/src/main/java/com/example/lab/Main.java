package com.example.lab;

import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A quiet line, then a message, over a real socket. */
public final class Main {
    public static void main(String[] args) throws Exception {
        ReceiveLimits limits = ReceiveLimits.defaults();
        CompletableFuture<Connection<ByteBuffer>> accepted = new CompletableFuture<>();
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = new TcpServer<>(loopback, Framing::none, limits, TcpOptions.defaults());
                TransportServer.Listening listening = server.listen(accepted::complete).toCompletableFuture().get()) {
            InetSocketAddress address = (InetSocketAddress) listening.address();
            try (var transport = new TcpTransport<>(
                    address.getHostString(), address.getPort(), Framing::none, limits, TcpOptions.defaults())) {
                Connection<ByteBuffer> client = transport.connect().toCompletableFuture().get();
                ReceiveOutcome<ByteBuffer> quiet = accepted.get().inbound().receive(Duration.ofMillis(20));
                if (!(quiet instanceof ReceiveOutcome.Idle<ByteBuffer>)) {
                    throw new AssertionError(quiet);
                }
                client.outbound().send(ByteBuffer.wrap("5.4".getBytes(StandardCharsets.US_ASCII)));
                ReceiveOutcome<ByteBuffer> message = accepted.get().inbound().receive(Duration.ofSeconds(30));
                if (!(message instanceof ReceiveOutcome.Received<ByteBuffer>)) {
                    throw new AssertionError(message);
                }
                client.close(Duration.ofSeconds(1)).toCompletableFuture().get();
            }
        }
        System.out.println("idle, then received, by " + ReceiveLimits.class.getModule());
    }
}
