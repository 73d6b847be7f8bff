// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Framing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The framing with which a loopback transport stands in for WebSocket. */
class MessageFramingTest {

    @Test
    void whatIsEncodedDecodesToItselfHoweverItIsCut() {
        List<WebSocketMessage> messages = List.of(
                WebSocketMessage.text("é"),
                WebSocketMessage.binary(new byte[0]),
                WebSocketMessage.binary(new byte[500]));
        for (int cut : new int[] {1, 3, 64, 1000}) {
            Framing<WebSocketMessage> framing = WebSocketMessage.framing();
            List<WebSocketMessage> decoded = new ArrayList<>();
            for (WebSocketMessage message : messages) {
                ByteBuffer bytes = framing.encode(message);
                while (bytes.hasRemaining()) {
                    byte[] piece = new byte[Math.min(cut, bytes.remaining())];
                    bytes.get(piece);
                    framing.decode(ByteBuffer.wrap(piece), decoded::add);
                }
                assertThat(framing.inTransit()).isZero();
            }
            assertThat(decoded).isEqualTo(messages);
        }
    }

    @Test
    void payloadIsNotPrinted() {
        assertThat(WebSocketMessage.text("Doe^Jane")).hasToString("Text[8 bytes]");
        assertThat(WebSocketMessage.binary(new byte[3])).hasToString("Binary[3 bytes]");
    }
}
