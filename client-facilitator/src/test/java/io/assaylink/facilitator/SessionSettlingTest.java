// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events that end otherwise than by an acknowledgement, and outboxes that are not what the hub remembers. */
class SessionSettlingTest {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);

    private static void expires(VirtualSession it, long sequence, Duration after) {
        Stored was = java.util.Objects.requireNonNull(it.outbox.get(sequence));
        it.outbox.put(
                sequence,
                new Stored(
                        sequence,
                        was.id(),
                        was.type(),
                        was.subject(),
                        was.acceptedAt(),
                        was.data(),
                        Optional.of(Instant.EPOCH.plusNanos(it.now).plus(after)),
                        OptionalLong.empty()));
    }

    private VirtualSession reconnected(VirtualSession it, long acked) {
        return it.failed(LOST).pass(Duration.ofSeconds(61)).connected().welcome(acked);
    }

    @Test
    @DisplayName("an event that expired before it could be sent: skip with its reason, the others go on")
    void expired() {
        VirtualSession it = new VirtualSession().append(3);
        expires(it, 2, Duration.ofSeconds(5));
        it.pass(Duration.ofSeconds(6)).ready().ack(3);

        assertThat(it.sequencesSent()).containsExactly(1L, 3L);
        assertThat(it.sent).contains(new Envelope.Skip(2, "expired"));
        assertThat(it.removed).containsEntry(2L, "expired");
        assertThat(it.acknowledged).isEqualTo(3);
    }

    @Test
    @DisplayName("an event is sent up to its expiry, and says it")
    void notYetExpired() {
        VirtualSession it = new VirtualSession().append(1);
        expires(it, 1, Duration.ofSeconds(5));
        it.ready();

        assertThat(it.sequencesSent()).containsExactly(1L);
        assertThat(((Envelope.Message) it.sent.get(1)).expiry()).isPresent();
        assertThat(it.removed).isEmpty();
    }

    @Test
    @DisplayName("an event that expired while its acknowledgement was awaited is not sent again")
    void expiredOnTheWay() {
        VirtualSession it = new VirtualSession().append(2);
        expires(it, 1, Duration.ofSeconds(1));
        it.ready();

        reconnected(it, 0).ack(2);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 2L);
        assertThat(it.sent).contains(new Envelope.Skip(1, "expired"));
        assertThat(it.acknowledged).isEqualTo(2);
    }

    @Test
    @DisplayName("revoked before it was sent: skip; once it was sent it is too late")
    void revoked() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(1, 1 << 20))
                .append(3)
                .ready();

        assertThat(it.session.dialect().revoke(1, it.now)).isFalse();
        assertThat(it.session.dialect().revoke(3, it.now)).isTrue();
        assertThat(it.session.dialect().revoke(3, it.now)).isFalse();
        assertThat(it.session.dialect().revoke(9, it.now)).isFalse();
        it.perform().ack(1).ack(2).ack(3);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L);
        assertThat(it.sent).endsWith(new Envelope.Skip(3, "revoked"));
        assertThat(it.acknowledged).isEqualTo(3);
    }

    @Test
    @DisplayName("what an earlier run may have sent is revoked only after the hub has said what it holds")
    void revokedAcrossRuns() {
        VirtualSession it = new VirtualSession().append(3);
        assertThat(it.session.dialect().revoke(3, it.now)).isFalse();
        it.append(1);
        assertThat(it.session.dialect().revoke(4, it.now)).isTrue();
        it.perform();

        it.ready().ack(4);

        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);
        assertThat(it.acknowledged).isEqualTo(4);
    }

    @Test
    @DisplayName("what was sent on a lost connection and the hub has not is not revoked while nobody knows")
    void revokedWhileAway() {
        VirtualSession it = new VirtualSession().append(1).ready().failed(LOST);

        assertThat(it.session.dialect().revoke(1, it.now)).isFalse();
    }

    @Test
    @DisplayName("coalesced: only the latest of its key is sent, the other's number is skipped")
    void coalesced() {
        VirtualSession it = new VirtualSession().append(2);
        it.outbox.remove(1L);
        it.session.dialect().replaced(1);
        it.ready().ack(2);

        assertThat(it.sequencesSent()).containsExactly(2L);
        assertThat(it.sent).contains(new Envelope.Skip(1, "coalesced"));
        assertThat(it.acknowledged).isEqualTo(2);
    }

    @Test
    @DisplayName("reasons of skips are remembered up to a bound; the skips are not")
    void reasonsAreBounded() {
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw").withWindow(20_000, 1 << 20)).append(10_002);
        for (long sequence = 1; sequence <= 10_001; sequence++) {
            it.outbox.remove(sequence);
            it.session.dialect().replaced(sequence);
        }
        it.started()
                .connected()
                .hub(io.assaylink.facilitator.envelope.EnvelopeWriter.welcome(
                        new Envelope.Welcome("s", 0, 20_000, 20_000, 1 << 20), Instant.EPOCH));

        assertThat(it.sent).contains(new Envelope.Skip(10_000, "coalesced"), new Envelope.Skip(10_001, "settled"));
        assertThat(it.sequencesSent()).containsExactly(10_002L);
    }

    @Test
    @DisplayName("F16 hub lost its data: what is retained is sent again, byte for byte")
    void retainedIsSentAgain() {
        VirtualSession it = new VirtualSession().append(4).ready();
        Stored third = java.util.Objects.requireNonNull(it.outbox.get(3L));
        it.ack(3);
        it.outbox.put(3L, third); // retained; 1 and 2 are gone
        byte[] first = it.sentBytes.get(3);

        reconnected(it, 0).ack(4);

        assertThat(it.alarms).contains(new Alarm("hub.lost-data", 1, 3));
        assertThat(it.sent).containsSubsequence(new Envelope.Skip(1, "trimmed"), new Envelope.Skip(2, "trimmed"));
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L, 4L, 3L, 4L);
        assertThat(it.sentBytes)
                .filteredOn(frame -> java.util.Arrays.equals(frame, first))
                .hasSize(2);
        assertThat(it.acknowledged).isEqualTo(4);
    }

    @Test
    @DisplayName("F17 the hub knows numbers that this outbox never gave: 4400, alarm, new epoch, nothing deleted")
    void newEpoch() {
        VirtualSession it = new VirtualSession().append(3).started().connected().welcome(9);
        assertThat(it.disconnects).containsExactly("4400 acked beyond what was sent");
        assertThat(it.alarms).extracting(Alarm::code).contains("hub.acked-beyond", "outbox.epoch-changed");
        assertThat(it.outbox).hasSize(3);

        reconnected(it, 0);

        assertThat(it.sent.stream().filter(frame -> frame instanceof Envelope.Hello))
                .last()
                .isInstanceOfSatisfying(
                        Envelope.Hello.class,
                        hello -> assertThat(hello.source()).isEqualTo("/gateways/gw/outbox/NEW1"));
        assertThat(it.sequencesSent()).containsExactly(1L, 2L, 3L);
        it.ack(3);
        assertThat(it.acknowledged).isEqualTo(3);
    }

    @Test
    @DisplayName("F17 an outbox restored from a copy that took new events: they are not taken for the hub's")
    void restoredCopyWithNewEvents() {
        VirtualSession it =
                new VirtualSession().append(3).append(4).started().connected().welcome(5);

        assertThat(it.epochs).isEqualTo(1);
        assertThat(it.acknowledged).isZero();
        assertThat(it.outbox).hasSize(7);
    }

    @Test
    @DisplayName("F15 F17 a hub that claims too much again is wrong itself: no second epoch before one agrees")
    void noSecondEpoch() {
        VirtualSession it = new VirtualSession().append(3).started().connected().welcome(9);
        reconnected(it, 9);
        reconnected(it, 9);
        assertThat(it.epochs).isEqualTo(1);
        assertThat(it.disconnects).hasSize(3);

        reconnected(it, 0).ack(3);

        assertThat(it.acknowledged).isEqualTo(3);
        reconnected(it, 20);
        assertThat(it.epochs).isEqualTo(2);
    }
}
