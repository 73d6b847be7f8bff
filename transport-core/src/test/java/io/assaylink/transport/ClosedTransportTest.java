// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transport that is closed connects to nobody: who asks is told at once, where its loops may be gone. */
@Timeout(30)
class ClosedTransportTest {

    private static void refuses(Transport<?> closed) {
        assertThatThrownBy(() -> closed.connect().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ConnectFailedException.class,
                        failure -> assertThat(failure.reason())
                                .isEqualTo(new CloseReason.Lost("the transport is closed", false)));
    }

    @Test
    @DisplayName("TCP: before any connection, and while one lives, which goes on")
    void tcp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport<String> transport = new TcpTransport<>(
                    "127.0.0.1",
                    server.getLocalPort(),
                    LineFraming::new,
                    ReceiveLimits.defaults(),
                    TcpOptions.defaults());
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            transport.close();

            refuses(transport);

            try (Socket peer = server.accept()) {
                connection.outbound().send("on").toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(peer.getInputStream().readNBytes(3)).isEqualTo(new byte[] {'o', 'n', '\n'});
            }
            TcpTransport<String> unused = new TcpTransport<>(
                    "127.0.0.1",
                    server.getLocalPort(),
                    LineFraming::new,
                    ReceiveLimits.defaults(),
                    TcpOptions.defaults());
            unused.close();

            refuses(unused);
        }
    }

    @Test
    void loopback() {
        LoopbackTransport<String> transport =
                LoopbackTransport.inRealTime("closed", LineFraming::new, ReceiveLimits.defaults());
        transport.close();

        refuses(transport);
    }
}
