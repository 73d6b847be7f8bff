// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.ws.frame.Deflate;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6455 7.4: the tables of the README, row by row in both directions. */
class CloseCodesTest {
    private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");

    /** The rows of the table with this first column, without head and rule. */
    private static Stream<List<String>> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        int at = lines.stream()
                .map(line -> line.startsWith("| " + head + " |"))
                .toList()
                .indexOf(true);
        assertThat(at).isNotNegative();
        return lines.stream()
                .skip(at + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                        .map(String::strip)
                        .toList());
    }

    static Stream<List<String>> sent() throws IOException {
        return table("the connection ends with");
    }

    static Stream<List<String>> received() throws IOException {
        return table("the peer sends");
    }

    private static LinkRig rig() {
        LinkRig rig = new LinkRig(
                true,
                ReceiveLimits.defaults(),
                WebSocketLinkOptions.defaults(),
                Optional.of(new Deflate(false, false, 6, 0)));
        rig.connection().inbound();
        rig.settle();
        return rig;
    }

    /** Rows that say more than the name of a reason. */
    private static final Map<String, CloseReason> REASONS = Map.of(
            "TooLarge(MESSAGE)", new CloseReason.TooLarge(1000, 1001),
            "TooLarge(BUDGET)", new CloseReason.TooLarge(CloseReason.TooLarge.Bound.BUDGET, 1000, 1001),
            "Local(0, text)", new CloseReason.Local(0, "text"),
            "Local(4409, text)", new CloseReason.Local(4409, "text"),
            "Local(1006, text)", new CloseReason.Local(1006, "text"),
            "ByPeer(1001)", new CloseReason.ByPeer(1001, "away", false),
            "ByPeer(1005)", new CloseReason.ByPeer(1005, "", false),
            "ProtocolViolation", new CloseReason.ProtocolViolation("WS_MASKED", 0));

    private static final Map<Class<?>, Object> ANY = Map.of(
            int.class,
            1,
            long.class,
            1L,
            boolean.class,
            false,
            String.class,
            "x",
            Duration.class,
            Duration.ZERO,
            TlsFault.class,
            TlsFault.TLS_TRUNCATED);

    /** The reason of a row; where the row has its name alone, one of that kind. */
    private static CloseReason reason(String row) throws ReflectiveOperationException {
        CloseReason known = REASONS.get(row);
        if (known != null) {
            return known;
        }
        Class<?> kind = Arrays.stream(CloseReason.class.getPermittedSubclasses())
                .filter(type -> type.getSimpleName().equals(row))
                .findFirst()
                .orElseThrow();
        Class<?>[] types = Arrays.stream(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return (CloseReason) kind.getDeclaredConstructor(types)
                .newInstance(Arrays.stream(types).map(ANY::get).toArray());
    }

    private static byte[] repeated(byte[] once, int times) {
        byte[] all = new byte[once.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(once, 0, all, i * once.length, once.length);
        }
        return all;
    }

    /** Makes the peer break the rule of this code. */
    private static void violate(LinkRig rig, String code) {
        switch (code) {
            case "WS_INVALID_UTF8" -> rig.peer(rig.frame(0x81, new byte[] {(byte) 0xFF}));
            case "WS_CORRUPT_DEFLATE" -> rig.peer(rig.frame(0xC1, new byte[] {7}));
            case "WS_TOO_MANY_FRAGMENTS" -> {
                rig.peer(rig.frame(0x01, new byte[0]));
                rig.peer(repeated(rig.frame(0x00, new byte[0]), 1024));
            }
            case "WS_PING_FLOOD" -> {
                for (int second = 0; second < 6; second++) {
                    rig.peer(repeated(rig.frame(0x89, new byte[0]), 101));
                    rig.advance(Duration.ofSeconds(1));
                }
            }
            default -> throw new AssertionError(code);
        }
    }

    @ParameterizedTest
    @MethodSource("sent")
    @DisplayName("W7: what the peer is sent for each reason")
    void whatIsSent(List<String> row) throws Exception {
        String reason = row.get(0).replace("`", "");
        try (LinkRig rig = rig()) {
            if (reason.startsWith("ProtocolViolation(")) {
                String code = reason.substring(18, reason.length() - 1);
                violate(rig, code);
                assertThat(rig.told()).last().isEqualTo("88 " + row.get(1) + " " + code);
                return;
            }
            CloseReason why = reason(reason);
            rig.loop.execute(() -> rig.link.core().fail(why));
            rig.settle();
            String code = row.get(1).equals("none") ? "1005" : row.get(1);
            String text = row.get(2).equals("its code") ? "WS_MASKED" : row.get(2);
            assertThat(rig.told())
                    .isEqualTo(code.equals("no frame") ? List.of() : List.of(("88 " + code + " " + text).strip()));
        }
    }

    @Test
    void everyReasonHasARow() throws IOException {
        assertThat(sent().map(row -> row.get(0).replace("`", "").replaceAll("\\(.*", ""))
                        .collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(CloseReason.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .collect(Collectors.toSet()));
        assertThat(sent().map(row -> row.get(0).replace("`", ""))).containsAll(REASONS.keySet());
    }

    private static CloseReason endOf(LinkRig rig) {
        rig.advance(Duration.ofSeconds(2));
        return rig.closed().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("received")
    @DisplayName("W7 W8: what the peer's end becomes, at each end of a range and within")
    void whatIsReceived(List<String> row) {
        String becomes = row.get(1).replace("`", "");
        var range = RANGE.matcher(row.get(0));
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            for (int code : new int[] {first, (first + last) / 2, last}) {
                try (LinkRig rig = rig()) {
                    rig.peer(rig.frame(0x88, new byte[] {(byte) (code >> 8), (byte) code, 'h', 'i'}));
                    CloseReason reason = endOf(rig);
                    if (becomes.startsWith("ByPeer")) {
                        assertThat(reason).isEqualTo(new CloseReason.ByPeer(code, "hi", false));
                    } else {
                        assertThat(reason)
                                .isInstanceOfSatisfying(
                                        CloseReason.ProtocolViolation.class,
                                        broken -> assertThat(becomes)
                                                .isEqualTo("ProtocolViolation(" + broken.code() + ")"));
                    }
                }
            }
            return;
        }
        for (boolean midMessage : new boolean[] {false, true}) {
            try (LinkRig rig = rig()) {
                if (midMessage) {
                    rig.peer(rig.frame(0x01, new byte[3]));
                }
                if (row.get(0).equals("no code")) {
                    rig.peer(rig.frame(0x88, new byte[0]));
                    assertThat(endOf(rig)).isEqualTo(new CloseReason.ByPeer(1005, "", midMessage));
                    assertThat(becomes).isEqualTo("ByPeer(1005, \"\", midMessage)");
                } else {
                    assertThat(row.get(0)).isEqualTo("no close frame");
                    rig.loop.execute(
                            () -> rig.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
                    rig.settle();
                    CloseReason lost = new CloseReason.Lost("ended without a close frame (1006)", midMessage);
                    assertThat(endOf(rig)).isEqualTo(lost);
                    assertThat(becomes).isEqualTo("Lost(\"ended without a close frame (1006)\", midMessage)");
                    assertThat(rig.told()).isEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("W8: a channel that is gone without a word is a loss, and says whether it cut a message off")
    void gone() {
        try (LinkRig rig = rig()) {
            rig.peer(rig.frame(0x01, new byte[3]));
            rig.loop.execute(() -> {
                var unused = rig.channel.close();
            });
            rig.settle();
            assertThat(rig.closed()).contains(new CloseReason.Lost("connection closed", true));
        }
    }
}
