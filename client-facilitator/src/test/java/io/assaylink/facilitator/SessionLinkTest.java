// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the link: when to come back, when to stay away, what ends a session. */
class SessionLinkTest {
    private static final CloseReason LOST = new CloseReason.Lost("reset", false);

    private static CloseReason http(int status) {
        return new CloseReason.HandshakeFailed(status, "refused", Duration.ZERO);
    }

    private static CloseReason closed(int code) {
        return new CloseReason.ByPeer(code, "", false);
    }

    @Test
    @DisplayName("F10 credentials refused: suspended for five minutes, never the fast loop")
    void refusedCredentialsSuspend() {
        VirtualSession it = new VirtualSession().started();
        it.failed(http(401));
        assertThat(it.session.phase()).isEqualTo(Phase.SUSPENDED);

        it.pass(Duration.ofSeconds(299));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);
        it.pass(Duration.ofSeconds(1));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 503})
    @DisplayName(
            "F10 an upgrade that is refused: its status and the wait are told, it is counted, nobody comes earlier")
    void aRefusedUpgradeIsTold(int status) {
        Duration wait = Duration.ofMinutes(20);
        VirtualSession it = new VirtualSession(ClientOptions.defaults("gw"), backOff(RetryPolicy.defaults()));
        it.started().pass(Duration.ofSeconds(1)); // the first attempt is jittered too
        it.session.disconnected(it.epoch, new CloseReason.HandshakeFailed(status, "refused", wait), it.now);
        StateChange change = it.session.take().stream()
                .filter(Effect.Changed.class::isInstance)
                .map(effect -> ((Effect.Changed) effect).change())
                .findFirst()
                .orElseThrow();

        assertThat(change.reason()).isEqualTo("http " + status);
        assertThat(change.retryIn()).isEqualTo(it.session.state(it.now).retryIn());
        assertThat(change.retryIn()).hasValueSatisfying(next -> assertThat(next).isGreaterThanOrEqualTo(wait));
    }

    private static BackOff backOff(RetryPolicy policy) {
        return new PolicyBackOff(policy, new Random(7));
    }

    @Test
    void aRefusedUpgradeIsCountedAndALostConnectionIsNot() {
        VirtualSession it = new VirtualSession().started();
        it.failed(http(503)).pass(Duration.ofSeconds(2)).failed(http(503));
        it.pass(Duration.ofSeconds(10)).failed(http(0));
        it.pass(Duration.ofSeconds(60)).failed(LOST);

        assertThat(it.count(Counter.UPGRADE_REFUSED)).isEqualTo(2);
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(4);
    }

    @Test
    @DisplayName("F10 at most 12 tries an hour, however often credentials are said to have changed")
    void theHourlyBoundHolds() {
        VirtualSession it = new VirtualSession().started();
        for (int second = 0; second < 3590; second++) {
            if (it.session.phase() == Phase.CONNECTING) {
                it.failed(closed(4403));
            }
            it.session.credentialsChanged(it.now);
            it.perform().pass(Duration.ofSeconds(1));
        }

        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isLessThanOrEqualTo(13);
    }

    @Test
    @DisplayName("who is told of a request lost with its connection finds the session no more ready")
    void outcomesComeBehindTheChange() {
        VirtualSession it = new VirtualSession().ready();
        Ask request = it.request(Duration.ofSeconds(10));
        it.session.disconnected(it.epoch, LOST, it.now);

        List<Effect> effects = it.session.take();
        int changed = effects.indexOf(new Effect.Changed(new StateChange(
                Phase.READY,
                Phase.BACKING_OFF,
                it.session.reason(),
                it.epoch,
                it.session.state(it.now).retryIn())));
        int completed = effects.indexOf(new Effect.Complete(
                request, new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, it.session.reason())));
        assertThat(changed).isNotNegative().isLessThan(completed);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS_PROTOCOL", "TLS_PEER_SPEAKS_PLAIN"})
    @DisplayName("a byte damaged on the line ends a TLS session: the fast way back; in the handshake it is a setting")
    void damagedRecords(TlsFault fault) {
        CloseReason broken = new CloseReason.TlsFailed(fault, "", false);

        VirtualSession ready = new VirtualSession().ready().failed(broken);
        VirtualSession handshaking = new VirtualSession().started().failed(broken);

        assertThat(ready.alarms).isEmpty();
        assertThat(handshaking.alarms).extracting(Alarm::code).containsExactly("hub.misconfigured");
    }

    @Test
    @DisplayName("2.2 X-9 a client that gave up is helped on 12 times an hour at most")
    void helpedOnAfterGivingUp() {
        RetryPolicy once = RetryPolicy.once();
        VirtualSession it = new VirtualSession(
                ClientOptions.defaults("gw").withRetry(once), new PolicyBackOff(once, new Random(7)));
        it.started();
        for (int second = 0; second < 3590; second++) {
            if (it.session.phase() == Phase.CONNECTING) {
                it.failed(LOST);
            }
            it.session.credentialsChanged(it.now);
            it.perform().pass(Duration.ofSeconds(1));
        }

        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isBetween(12, 13);
    }

    @Test
    @DisplayName("F14 replaced by a newer connection: away for 60 s, with an alarm")
    void replacedStaysAway() {
        VirtualSession it = new VirtualSession().ready().failed(closed(4409));
        assertThat(it.alarms).extracting(Alarm::code).contains("client.replaced");
        it.session.credentialsChanged(it.now);
        it.perform();

        it.pass(Duration.ofSeconds(59));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);
        it.pass(Duration.ofSeconds(1));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(2);
    }

    @Test
    @DisplayName("F12 accept then close, for ever: the back-off keeps growing")
    void flappingGrows() {
        VirtualSession it = new VirtualSession().started();
        for (int i = 0; i < 8; i++) {
            it.connected().welcome(0).failed(LOST);
            assertThat(it.session.state(it.now).attempt()).isEqualTo(i + 1);
            it.pass(Duration.ofSeconds(60));
        }
    }

    @Test
    void aStableSessionResetsTheCount() {
        VirtualSession it = new VirtualSession().started().failed(LOST).pass(Duration.ofSeconds(2));
        it.connected().welcome(0).pass(Duration.ofSeconds(30)).failed(LOST);

        assertThat(it.session.state(it.now).attempt()).isEqualTo(1);
    }

    @Test
    @DisplayName("F13 no retry limit: a hub that is away for 72 hours is found again")
    void comesBackAfterAWeekend() {
        VirtualSession it = new VirtualSession().append(1).started();
        long end = it.now + Duration.ofDays(3).toNanos();
        while (it.now < end) {
            if (it.session.phase() == Phase.CONNECTING) {
                it.failed(LOST);
            }
            it.pass(Duration.ofSeconds(60));
        }
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isBetween(72 * 59, 72 * 61 + 10);

        it.connected().welcome(0);

        assertThat(it.sequencesSent()).containsExactly(1L);
    }

    @Test
    @DisplayName("F11 what the hub asks for wins")
    void byeNamesTheTime() {
        VirtualSession it = new VirtualSession().ready().hub(EnvelopeWriter.bye("restart", 5000));
        assertThat(it.session.phase()).isEqualTo(Phase.BACKING_OFF);
        it.failed(closed(1012)).pass(Duration.ofMillis(4999));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);

        it.pass(Duration.ofMillis(1));

        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(2);
    }

    @Test
    void noWelcomeInTimeIsALostLink() {
        VirtualSession it = new VirtualSession().started().connected().pass(Duration.ofSeconds(10));

        assertThat(it.disconnects).containsExactly("4400 no welcome in time");
        assertThat(it.session.phase()).isEqualTo(Phase.BACKING_OFF);
    }

    @Test
    void noNewConnectionWhileTheOldOneIsThere() {
        VirtualSession it = new VirtualSession().started().connected().pass(Duration.ofSeconds(60));
        assertThat(it.count(Counter.CONNECT_ATTEMPT)).isEqualTo(1);

        it.failed(LOST);

        assertThat(it.session.phase()).isEqualTo(Phase.CONNECTING);
    }

    @Test
    void whatAnOlderEpochSaysIsDropped() {
        VirtualSession it = new VirtualSession().append(1).ready();
        long old = it.epoch;
        it.failed(LOST).pass(Duration.ofSeconds(2)).connected().welcome(0);

        it.session.frame(old, EnvelopeWriter.ack(1), it.now);
        it.session.disconnected(old, LOST, it.now);
        it.perform();

        assertThat(it.acknowledged).isZero();
        assertThat(it.session.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aConnectionThatComesAfterCloseIsClosed() {
        VirtualSession it = new VirtualSession().started();
        it.session.close("closed");
        it.perform().connected();

        assertThat(it.disconnects).contains("1000 not wanted");
        it.failed(LOST);
        assertThat(it.ended).isEqualTo(1);
    }

    @Test
    @DisplayName("F9 ten bad frames a minute are borne, one more ends the session")
    void badFramesAreBornUpToABound() {
        VirtualSession it = new VirtualSession().ready();
        for (int i = 0; i < 10; i++) {
            it.hub("{\"kind\":\"ack\"}");
        }
        assertThat(it.session.phase()).isEqualTo(Phase.READY);

        it.hub("nonsense");

        assertThat(it.disconnects).containsExactly("4400 too many bad frames");
    }

    @Test
    @DisplayName("F9 unknown kinds: nack with an identity, counted without one; the session goes on")
    void unknownKinds() {
        VirtualSession it = new VirtualSession().ready();
        it.hub("{\"kind\":\"lease\",\"id\":\"x\"}").hub("{\"kind\":\"lease\"}");

        assertThat(it.sent).last().isInstanceOf(Envelope.Nack.class);
        assertThat(it.count(Counter.UNKNOWN_KIND)).isEqualTo(2);
        assertThat(it.sent).hasSize(2);
    }

    @Test
    void jsonPingIsAnswered() {
        VirtualSession it = new VirtualSession().ready().hub("{\"kind\":\"ping\",\"n\":7}");

        assertThat(it.sent).endsWith(new Envelope.Pong(7));
    }

    @Test
    void closeSaysByeInReady() {
        VirtualSession it = new VirtualSession().ready();
        it.session.close("closed");
        it.perform();

        assertThat(it.sent).last().isInstanceOf(Envelope.Bye.class);
        assertThat(it.disconnects).containsExactly("1000 closed");
    }
}
