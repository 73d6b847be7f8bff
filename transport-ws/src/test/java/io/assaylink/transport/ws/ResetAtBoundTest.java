// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system still holds when a close has reached its bound, over a socket. */
@Timeout(60)
class ResetAtBoundTest {
    private static final int MUCH = 64 << 10;

    @ParameterizedTest
    @CsvSource({"true, reset", "false, all of it"})
    @DisplayName(
            "a peer that does not answer a close gets nothing more of us where that is wanted, and all of it elsewhere")
    void unread(boolean reset, String expected) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                WebSocketTransport transport = new WebSocketTransport(
                        URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/"),
                        ReceiveLimits.defaults(),
                        WebSocketOptions.defaults()
                                .withLink(WebSocketLinkOptions.defaults().withResetAtBound(reset)))) {
            var connecting = transport.connect().toCompletableFuture();
            try (Socket socket = server.accept();
                    FrameSocket peer = new FrameSocket(socket, false)) {
                peer.upgradeAsServer("");
                Connection<WebSocketMessage> connection = connecting.get(20, TimeUnit.SECONDS);
                for (byte[] message = new byte[MUCH]; connection.outbound().isWritable(); ) {
                    var unused = connection.outbound().send(WebSocketMessage.binary(message));
                }
                var unused = connection
                        .close(Duration.ofMillis(100))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);

                assertThat(outcome(peer)).isEqualTo(expected);
            }
        }
    }

    private static String outcome(FrameSocket peer) {
        try {
            while (!peer.atEnd()) {
                // one byte after the other
            }
            return "all of it";
        } catch (IOException reset) {
            return "reset";
        }
    }
}
