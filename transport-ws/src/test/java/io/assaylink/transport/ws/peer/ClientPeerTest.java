// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ws.WebSocketServerOptions;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of Node and Python against our server; they offer permessage-deflate, which is off here unless switched on. */
@Timeout(120)
class ClientPeerTest {

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName(
            "1,000 messages each way in order, fragments, a ping, and close codes of both sides; compression refused")
    void messagesPingAndCloses(Peers peer) throws Exception {
        try (EchoServer server = new EchoServer(WebSocketServerOptions.defaults());
                Program client = peer.start("client", "ws://127.0.0.1:" + server.port() + "/")) {
            assertThat(client.line()).isEqualTo("extensions \"\"");
            assertThat(client.line()).isEqualTo("closed 4002 by request");
            assertThat(client.line()).isEqualTo("ok");
            assertThat(client.end()).isZero();
            assertThat(EchoServer.end(server.accepted())).isEqualTo(new CloseReason.Local(4002, "by request"));
            assertThat(EchoServer.end(server.accepted())).isEqualTo(new CloseReason.ByPeer(4003, "fine", false));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NODE", "PYTHON"})
    @DisplayName(
            "RFC 7692: where it is switched on here, what clients offer is agreed to, and everything comes as before")
    void compressed(Peers peer) throws Exception {
        WebSocketServerOptions options = WebSocketServerOptions.defaults();
        options = options.withLink(
                options.link().withDeflate(DeflateOptions.defaults().withMinSize(0)));
        try (EchoServer server = new EchoServer(options);
                Program client = peer.start("client", "ws://127.0.0.1:" + server.port() + "/")) {
            assertThat(client.line()).startsWith("extensions \"permessage-deflate");
            assertThat(client.line()).isEqualTo("closed 4002 by request");
            assertThat(client.line()).isEqualTo("ok");
        }
    }
}
