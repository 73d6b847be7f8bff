// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.netty.channel.WriteBufferWaterMark;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults W3, in virtual time. */
class PingFloodTest {
    private static final long MILLISECOND = 1_000_000L;

    private static LinkRig rig(WebSocketLinkOptions options) {
        LinkRig rig = new LinkRig(true, ReceiveLimits.defaults(), options);
        rig.connection().inbound();
        rig.settle();
        return rig;
    }

    /** A tenth of a second's pings, as one read. */
    private static byte[] pings(LinkRig rig, int perSecond) {
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 1; i <= perSecond / 10; i++) {
            pings.writeBytes(rig.frame(0x89, String.valueOf(i).getBytes(StandardCharsets.US_ASCII)));
        }
        return pings.toByteArray();
    }

    @Test
    @DisplayName("W3: 10,000 pings a second are answered once a read, with the last, and closed with 1008 after 5 s")
    void flood() {
        try (LinkRig rig = rig(WebSocketLinkOptions.defaults())) {
            for (int tenth = 0; tenth < 50; tenth++) {
                rig.peer(pings(rig, 10_000));
                assertThat(rig.told()).containsExactly("8A 1000");
                rig.advance(Duration.ofMillis(100));
            }
            rig.peer(pings(rig, 10_000));
            assertThat(rig.told()).containsExactly("88 1008 WS_PING_FLOOD");
            rig.advance(Duration.ofSeconds(2));
            assertThat(rig.closed())
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .isInstanceOf(CloseReason.ProtocolViolation.class)
                            .extracting(broken -> ((CloseReason.ProtocolViolation) broken).code())
                            .isEqualTo("WS_PING_FLOOD"));
        }
    }

    @Test
    @DisplayName("W3: 100 a second for an hour are answered")
    void atTheLimit() {
        try (LinkRig rig = rig(WebSocketLinkOptions.defaults())) {
            for (int tenth = 0; tenth < 36_000; tenth++) {
                rig.peer(pings(rig, 100));
                assertThat(rig.told()).containsExactly("8A 10");
                rig.advance(Duration.ofMillis(100));
            }
            assertThat(rig.connection().isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 3000, true", "2, 3, 2999, false", "0, 1, 100000, false", "2, 0, 1000, true"})
    @DisplayName("W3: more than so many, in each of so many seconds; 0: any number")
    void limits(int perSecond, int seconds, int afterMillis, boolean tooMany) {
        PingFlood flood = new PingFlood(perSecond, Duration.ofSeconds(seconds), 0);
        boolean told = false;
        for (int at = 0; at <= afterMillis; at++) {
            told = flood.ping(at * MILLISECOND);
        }
        assertThat(told).isEqualTo(tooMany);
    }

    @Test
    @DisplayName("W3: one quiet second and the count begins anew")
    void pause() {
        PingFlood flood = new PingFlood(1, Duration.ofSeconds(2), 0);
        for (int at : List.of(0, 1, 2, 2000, 2001, 3000, 3001, 3999)) {
            assertThat(flood.ping(at * MILLISECOND)).isFalse();
        }
        assertThat(flood.ping(4000 * MILLISECOND)).isTrue();
    }

    @Test
    @DisplayName("5.5.3: while the peer takes no pong only the last one waits; a peer that takes none is WriteStalled")
    void pongsAreBounded() {
        try (LinkRig rig = rig(WebSocketLinkOptions.defaults().withLiveness(Duration.ZERO))) { // it is silent as well
            rig.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(100, 200));
            rig.stall(true);
            for (int i = 0; i < 1000; i++) {
                rig.peer(rig.frame(0x89, new byte[] {(byte) ('a' + i % 26)}));
            }
            assertThat(rig.channel.unsafe().outboundBuffer().totalPendingWriteBytes())
                    .isLessThan(400);
            rig.stall(false);
            assertThat(rig.told()).last().isEqualTo("8A " + (char) ('a' + 999 % 26));
            rig.stall(true);
            rig.peer(rig.frame(0x89, new byte[0]));
            rig.advance(Duration.ofSeconds(61));
            assertThat(rig.closed())
                    .hasValueSatisfying(reason -> assertThat(reason).isInstanceOf(CloseReason.WriteStalled.class));
        }
    }
}
