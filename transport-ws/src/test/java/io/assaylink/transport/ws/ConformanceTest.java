// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 6455 against an echo, as a table; its chapters are those of the field's test suite for WebSocket.
 *
 * <p>A row is what the peer sends and what comes back. {@code 81:4869} is a frame, first byte and payload in hexadecimal;
 * {@code 81:61*126} repeats the payload; {@code 81=9:61} announces 9 bytes and brings one. What comes back is written as
 * flags and text, a close frame with its code. Each row is run as a server and as a client, in one read and byte by byte.
 */
class ConformanceTest {

    /** Sends back what it gets. */
    private static final class Echo implements Machine<WebSocketMessage> {
        private final List<Driver<WebSocketMessage>> driver = new ArrayList<>();

        @Override
        public void opened(Driver<WebSocketMessage> with, long now) {
            driver.add(with);
        }

        @Override
        public void received(WebSocketMessage message, long now) {
            driver.get(0).send(message);
        }

        @Override
        public void closed(CloseReason reason, long now) {}
    }

    private static byte[] bytes(LinkRig rig, String script) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String frame : script.strip().split(" +", -1)) {
            String[] parts = frame.split(":", -1);
            String[] head = parts[0].split("=", -1);
            String[] body = parts[1].split("\\*", -1);
            byte[] payload = HexFormat.of().parseHex(body[0].repeat(body.length > 1 ? Integer.parseInt(body[1]) : 1));
            long announced = head.length > 1 ? Long.parseLong(head[1]) : payload.length;
            bytes.writeBytes(rig.announced(Integer.parseInt(head[0], 16), announced, payload));
        }
        return bytes.toByteArray();
    }

    private static void exchange(String sent, String expected) {
        for (boolean server : new boolean[] {true, false}) {
            for (boolean trickles : new boolean[] {false, true}) {
                try (LinkRig rig = new LinkRig(server, ReceiveLimits.defaults(), WebSocketLinkOptions.defaults())) {
                    rig.connection().drive(new Echo());
                    rig.settle();
                    if (trickles) {
                        rig.peerTrickles(bytes(rig, sent));
                    } else {
                        rig.peer(bytes(rig, sent));
                    }
                    assertThat(String.join(" / ", rig.told()))
                            .as("server %s, trickles %s", server, trickles)
                            .isEqualTo(expected == null ? "" : expected);
                }
            }
        }
    }

    @Nested
    @DisplayName("1 Framing: 5.2")
    class Framing {
        @ParameterizedTest
        @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536})
        @DisplayName("each form of the length, text and binary")
        void lengths(int length) {
            for (int flags : new int[] {0x81, 0x82}) {
                try (LinkRig rig = new LinkRig(true, ReceiveLimits.defaults(), WebSocketLinkOptions.defaults())) {
                    rig.connection().drive(new Echo());
                    rig.settle();
                    rig.peer(rig.frame(flags, new byte[length]));
                    assertThat(rig.frames()).singleElement().satisfies(frame -> {
                        assertThat(frame.flags()).isEqualTo(flags);
                        assertThat(frame.payload()).hasSize(length);
                    });
                }
            }
        }
    }

    @Nested
    @DisplayName("2 Pings and pongs: 5.5.2, 5.5.3")
    class PingsAndPongs {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "89: | 8A",
                    "89:48656c6c6f | 8A Hello",
                    "89:00fffe | 8A \u0000\uFFFD\uFFFD",
                    "8a: | ''",
                    "8a:48656c6c6f | ''",
                    "8a:31 89:32 | 8A 2",
                    "89:31 88:03e8 | 8A 1 / 88 1000",
                })
        void answers(String sent, String expected) {
            exchange(sent, expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"89:61*126", "8a:61*126", "88:03e8 89:61", "89:61*125"})
        @DisplayName("W6: a control frame above 125 bytes is 1002, one of 125 is answered; none behind a close frame")
        void bounds(String sent) {
            exchange(
                    sent,
                    sent.endsWith("126")
                            ? "88 1002 WS_CONTROL_TOO_LONG"
                            : sent.startsWith("88") ? "88 1000" : "8A " + "a".repeat(125));
        }
    }

    @Nested
    @DisplayName("3 Reserved bits: 5.2")
    class ReservedBits {
        @ParameterizedTest
        @ValueSource(strings = {"91:", "a1:61", "b2:", "c1:61", "d2:", "e1:", "f1:", "99:", "a8:", "c9:61", "ca:"})
        @DisplayName("W6: any of them without an extension is 1002")
        void refused(String sent) {
            exchange(sent, "88 1002 WS_RESERVED_BITS");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "81:61 c1:62 81:63 | 81 a / 88 1002 WS_RESERVED_BITS",
                    "01:61 c0:62 | 88 1002 WS_RESERVED_BITS",
                })
        void afterGoodOnes(String sent, String expected) {
            exchange(sent, expected);
        }
    }

    @Nested
    @DisplayName("4 Opcodes: 5.2")
    class Opcodes {
        @ParameterizedTest
        @ValueSource(strings = {"83:", "84:61", "85:", "86:", "87:61", "8b:", "8c:61", "8d:", "8e:", "8f:61"})
        @DisplayName("W6: one that the standard does not define is 1002")
        void refused(String sent) {
            exchange(sent, "88 1002 WS_UNKNOWN_OPCODE");
            exchange("81:61 " + sent, "81 a / 88 1002 WS_UNKNOWN_OPCODE");
        }
    }

    @Nested
    @DisplayName("5 Fragmentation: 5.4")
    class Fragmentation {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "01:61 80:62 | 81 ab",
                    "01: 00: 80: | 81",
                    "02:61 00:62 80:63 | 82 abc",
                    "01:61 89:70 80:62 | 8A p / 81 ab",
                    "01:61 8a:70 80:62 | 81 ab",
                    "01:61 89:70 00:62 89:71 80:63 81:64 | 8A p / 8A q / 81 abc / 81 d",
                    "01:61 80:62 02:63 80:64 | 81 ab / 82 cd",
                })
        @DisplayName("fragments make one message, with control frames between them")
        void accepted(String sent, String expected) {
            if (expected.contains("8A q")) { // in one read the pings are coalesced, and answered at its end
                try (LinkRig rig = new LinkRig(true, ReceiveLimits.defaults(), WebSocketLinkOptions.defaults())) {
                    rig.connection().drive(new Echo());
                    rig.settle();
                    rig.peerTrickles(bytes(rig, sent));
                    assertThat(String.join(" / ", rig.told())).isEqualTo(expected);
                }
                return;
            }
            exchangeInAnyOrder(sent, expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "09:61 | 88 1002 WS_FRAGMENTED_CONTROL",
                    "0a:61 | 88 1002 WS_FRAGMENTED_CONTROL",
                    "08:03e8 | 88 1002 WS_FRAGMENTED_CONTROL",
                    "80:61 | 88 1002 WS_UNEXPECTED_CONTINUATION",
                    "00:61 | 88 1002 WS_UNEXPECTED_CONTINUATION",
                    "81:61 80:62 | 81 a / 88 1002 WS_UNEXPECTED_CONTINUATION",
                    "01:61 80:62 00:63 | 81 ab / 88 1002 WS_UNEXPECTED_CONTINUATION",
                    "01:61 81:62 | 88 1002 WS_EXPECTED_CONTINUATION",
                    "02:61 01:62 80:63 | 88 1002 WS_EXPECTED_CONTINUATION",
                })
        @DisplayName("W6: fragmented control frames, continuations of nothing, messages within messages are 1002")
        void refused(String sent, String expected) {
            exchange(sent, expected);
        }
    }

    /** A pong leaves at the end of a read, an echo in it: only their order differs. */
    private static void exchangeInAnyOrder(String sent, String expected) {
        for (boolean trickles : new boolean[] {false, true}) {
            try (LinkRig rig = new LinkRig(true, ReceiveLimits.defaults(), WebSocketLinkOptions.defaults())) {
                rig.connection().drive(new Echo());
                rig.settle();
                if (trickles) {
                    rig.peerTrickles(bytes(rig, sent));
                } else {
                    rig.peer(bytes(rig, sent));
                }
                assertThat(rig.told()).containsExactlyInAnyOrder(expected.split(" / ", -1));
            }
        }
    }

    @Nested
    @DisplayName("6 UTF-8: 8.1, RFC 3629")
    class Text {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "00",
                    "7f",
                    "c280",
                    "dfbf",
                    "e0a080",
                    "ed9fbf",
                    "ee8080",
                    "efbfbd",
                    "efbfbe",
                    "efbfbf",
                    "f0908080",
                    "f09fbfbe",
                    "f48fbfbf",
                    "cebae1bdb9cf83cebcceb5",
                    "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a1"
                })
        @DisplayName("well-formed text comes back, cut between any two bytes into fragments too")
        void wellFormed(String hex) {
            byte[] payload = HexFormat.of().parseHex(hex);
            String text = "81 " + new String(payload, StandardCharsets.UTF_8);
            exchange("81:" + hex, text.strip());
            for (int cut = 0; cut <= hex.length(); cut += 2) {
                exchange("01:" + hex.substring(0, cut) + " 80:" + hex.substring(cut), text.strip());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "80",
                    "bf",
                    "80bf80",
                    "c0",
                    "c1",
                    "c0af",
                    "c1bf",
                    "e080af",
                    "e09fbf",
                    "f08080af",
                    "f08fbfbf",
                    "f8808080af",
                    "fc80808080af",
                    "c080",
                    "e08080",
                    "f0808080",
                    "eda080",
                    "edadbf",
                    "edae80",
                    "edafbf",
                    "edb080",
                    "edbfbf",
                    "eda080edb080",
                    "f4908080",
                    "f5808080",
                    "f7bfbfbf",
                    "f888808080",
                    "fbbfbfbfbf",
                    "fc8480808080",
                    "fe",
                    "ff",
                    "fefeffff",
                    "c220",
                    "e28220",
                    "f09f9820",
                    "c2",
                    "e2",
                    "e282",
                    "f0",
                    "f09f",
                    "f09f98",
                    "61c3",
                    "cebae1bdb9cf83cebcceb5eda080656469746564"
                })
        @DisplayName("W5: overlong forms, surrogates, too high, alone, cut off: 1007, wherever it is in the text")
        void malformed(String hex) {
            exchange("81:" + hex, "88 1007 WS_INVALID_UTF8");
            exchange("81:6162" + hex, "88 1007 WS_INVALID_UTF8");
            for (int cut = 0; cut <= hex.length(); cut += 2) {
                exchange("01:" + hex.substring(0, cut) + " 80:" + hex.substring(cut), "88 1007 WS_INVALID_UTF8");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "81=1000:cebae1bdb9cf83cebcceb5f490",
                    "81=1000:eda0",
                    "01:cebae1bdb9cf83cebcceb5 80=100:f490",
                    "01=100:c0",
                    "01:e2 80=3:28",
                })
        @DisplayName("W5: the first byte that cannot be right fails it, inside a frame that is not there yet")
        void failsFast(String sent) {
            exchange(sent, "88 1007 WS_INVALID_UTF8");
        }

        @ParameterizedTest
        @ValueSource(strings = {"82:ff", "02:e2 80:28"})
        void binaryIsNotLookedAt(String sent) {
            byte[] payload = HexFormat.of().parseHex(sent.startsWith("82") ? "ff" : "e228");
            exchange(sent, "82 " + new String(payload, StandardCharsets.UTF_8));
        }
    }

    @Nested
    @DisplayName("7 Closing: 5.5.1, 7.4")
    class Closing {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "81:61 88:03e8 | 81 a / 88 1000",
                    "88:03e8 88:03e8 | 88 1000",
                    "88:03e8 81:61 | 88 1000",
                    "01:61 88:03e8 80:62 | 88 1000",
                    "88: | 88 1005",
                    "88:03 | 88 1002 WS_CLOSE_LENGTH",
                    "88:03e8 | 88 1000",
                    "88:03e86279 | 88 1000",
                    "88:03e8cebae1bdb9 | 88 1000",
                    "88:03e8cebac0 | 88 1007 WS_INVALID_UTF8",
                })
        @DisplayName("W7: the code comes back once; nothing behind a close frame is looked at")
        void handshake(String sent, String expected) {
            exchange(sent, expected);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"123 | 88 1000", "124 | 88 1002 WS_CONTROL_TOO_LONG"})
        @DisplayName("W7: a reason of 123 bytes is the longest")
        void reasons(int length, String expected) {
            exchange("88:03e8" + "61".repeat(length), expected);
        }

        @ParameterizedTest
        @ValueSource(
                ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
        @DisplayName("W7: codes that may be sent")
        void allowed(int code) {
            exchange("88:" + String.format("%04x", code), "88 " + code);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
        @DisplayName("W7: codes that may not")
        void notAllowed(int code) {
            exchange("88:" + String.format("%04x", code), "88 1002 WS_CLOSE_CODE");
        }
    }
}
