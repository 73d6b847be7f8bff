// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.transport.ws.WebSocketMessage;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How a transport's message carries a text frame. Stateless.
 *
 * @param <M> the transport's message
 */
public interface Frames<M> {

    /** The message for this UTF-8 text, which is not changed afterwards. */
    M text(byte[] utf8);

    /** The bytes of a text frame, owned by the caller; empty for a message of any other kind. */
    Optional<byte[]> utf8(M message);

    /** The protocol's own: a text message; binary ones are refused. */
    static Frames<WebSocketMessage> webSocket() {
        return new Frames<>() {
            @Override
            public WebSocketMessage text(byte[] utf8) {
                return WebSocketMessage.text(utf8);
            }

            @Override
            public Optional<byte[]> utf8(WebSocketMessage message) {
                return message instanceof WebSocketMessage.Text text ? Optional.of(text.bytes()) : Optional.empty();
            }
        };
    }

    /** For transports whose message is the bytes of one frame. */
    static Frames<ByteBuffer> bytes() {
        return new Frames<>() {
            @Override
            public ByteBuffer text(byte[] utf8) {
                return ByteBuffer.wrap(utf8);
            }

            @Override
            public Optional<byte[]> utf8(ByteBuffer message) {
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                return Optional.of(bytes);
            }
        };
    }
}
