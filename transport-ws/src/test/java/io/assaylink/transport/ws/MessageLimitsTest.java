// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults W1 and W2. */
class MessageLimitsTest {

    private static LinkRig rig(long maxMessage, WebSocketLinkOptions options) {
        LinkRig rig = new LinkRig(true, ReceiveLimits.defaults().withMaxMessage(maxMessage), options);
        rig.connection().inbound();
        rig.settle();
        return rig;
    }

    private static Optional<CloseReason> end(LinkRig rig) {
        rig.advance(Duration.ofSeconds(2));
        return rig.closed();
    }

    private static byte[] fragments(LinkRig rig, int count, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(rig.frame(0x02, payload));
        for (int i = 1; i < count; i++) {
            bytes.writeBytes(rig.frame(0x00, payload));
        }
        return bytes.toByteArray();
    }

    @Test
    @DisplayName("W1: one gigabyte announced is refused at the header with 1009, and takes no memory")
    void gigabyte() {
        try (LinkRig rig = rig(16L << 20, WebSocketLinkOptions.defaults())) {
            rig.peer(rig.announced(0x82, 1L << 30, new byte[0]));
            assertThat(rig.told()).containsExactly("88 1009 message too large");
            assertThat(rig.link.decoder().held()).isZero();
            assertThat(end(rig)).contains(new CloseReason.TooLarge(16L << 20, 1L << 30));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1 << 16})
    @DisplayName("W1: a message of exactly the limit is delivered however it is cut, one byte more is refused")
    void exactlyTheLimit(int readSize) {
        for (boolean fragmented : new boolean[] {false, true}) {
            try (LinkRig rig = rig(1000, WebSocketLinkOptions.defaults())) {
                rig.readSize = readSize;
                if (fragmented) {
                    rig.peer(fragments(rig, 10, new byte[100]));
                    rig.peer(rig.frame(0x80, new byte[0]));
                } else {
                    rig.peer(rig.frame(0x82, new byte[1000]));
                }
                assertThat(rig.connection().stats().messagesIn()).isEqualTo(1);
                rig.peer(rig.announced(0x82, 1001, new byte[0]));
                assertThat(rig.told()).containsExactly("88 1009 message too large");
            }
        }
    }

    @Test
    @DisplayName("W2: fragments that are too large together are refused at the header of the one that makes them so")
    void tooLargeTogether() {
        try (LinkRig rig = rig(1000, WebSocketLinkOptions.defaults())) {
            rig.peer(fragments(rig, 9, new byte[100]));
            assertThat(rig.told()).isEmpty();
            rig.peer(rig.announced(0x00, 101, new byte[0]));
            assertThat(rig.told()).containsExactly("88 1009 message too large");
            assertThat(end(rig)).contains(new CloseReason.TooLarge(1000, 1001));
        }
    }

    @Test
    @DisplayName("W2: a million empty continuations end at the 1,025th frame with 1008")
    void emptyContinuations() {
        try (LinkRig rig = rig(1000, WebSocketLinkOptions.defaults())) {
            rig.peer(fragments(rig, 1_000_000, new byte[0]));
            assertThat(rig.told()).containsExactly("88 1008 WS_TOO_MANY_FRAGMENTS");
            assertThat(end(rig)).contains(new CloseReason.ProtocolViolation("WS_TOO_MANY_FRAGMENTS", 1024L * 6));
        }
    }

    @Test
    @DisplayName("W2: the limit is an option, counts by message, and 1,024 frames are a message")
    void fragmentsByMessage() {
        try (LinkRig rig = rig(1000, WebSocketLinkOptions.defaults())) {
            for (int i = 0; i < 3; i++) {
                rig.peer(fragments(rig, 1023, new byte[0]));
                rig.peer(rig.frame(0x80, new byte[] {1}));
            }
            assertThat(rig.connection().stats().messagesIn()).isEqualTo(3);
        }
        try (LinkRig rig = rig(1000, WebSocketLinkOptions.defaults().withMaxFragments(2))) {
            rig.peer(fragments(rig, 3, new byte[0]));
            assertThat(rig.told()).isEqualTo(List.of("88 1008 WS_TOO_MANY_FRAGMENTS"));
        }
    }
}
