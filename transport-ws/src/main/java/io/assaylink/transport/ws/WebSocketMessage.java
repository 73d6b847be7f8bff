// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Framing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One WebSocket message, however many frames carried it. Its bytes are shared, not copied: change them never. */
public sealed interface WebSocketMessage {

    /** The payload; of text, its UTF-8. */
    byte[] bytes();

    static Text text(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text as bytes, so that JSON needs no {@code String}. They have to be well-formed UTF-8. */
    static Text text(byte[] utf8) {
        return new Text(utf8);
    }

    static Binary binary(byte[] bytes) {
        return new Binary(bytes);
    }

    /** A framing of these messages for byte streams without WebSocket: the loopback transport in tests. */
    static Framing<WebSocketMessage> framing() {
        return new MessageFraming();
    }

    /** A text message. */
    record Text(byte[] bytes) implements WebSocketMessage {

        public String string() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(bytes, text.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Text[" + bytes.length + " bytes]";
        }
    }

    /** A binary message. */
    record Binary(byte[] bytes) implements WebSocketMessage {

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes]";
        }
    }
}
