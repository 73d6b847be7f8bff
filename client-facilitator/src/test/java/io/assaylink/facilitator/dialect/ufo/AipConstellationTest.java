// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.exchange.Ask;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** AIP as a constellation, in virtual time. */
class AipConstellationTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final String TASK = AipConstellation.TASK;
    private static final String INFO = AipConstellation.INFO;

    private final VirtualAip<AipConstellation> it = VirtualAip.constellation();

    static String end(Ask ask, String status) {
        return "{\"type\":\"task_end\",\"status\":\"" + status + "\",\"session_id\":\"" + ask.id()
                + "\",\"result\":{\"n\":1}}";
    }

    static String info(Ask ask) {
        return "{\"type\":\"device_info_response\",\"status\":\"ok\",\"response_id\":\"" + ask.id()
                + "\",\"result\":{\"cpu\":2}}";
    }

    private static String accepted(Ask ask) {
        return "{\"type\":\"heartbeat\",\"status\":\"ok\",\"session_id\":\"" + ask.id() + "\"}";
    }

    private static final String ERROR = "{\"type\":\"error\",\"status\":\"error\",\"error\":\"no such device\"}";

    @Test
    void itRegistersForItsDevice() {
        it.start();

        assertThat(it.sent.get(0))
                .contains("\"client_type\":\"constellation\"", "\"client_id\":\"c@d1\"", "\"target_id\":\"d1\"")
                .contains("\"targeted_device_id\":\"d1\"");
    }

    @Test
    void tasksEndBySessionInAnyOrder() {
        it.ready();
        Ask first = VirtualAip.ask(it, TASK, TEN);
        Ask second = VirtualAip.ask(it, TASK, TEN);
        it.frame(accepted(first)).frame(end(second, "failed")).frame(end(first, "completed"));

        assertThat(TaskEnd.of((Outcome.Reply) it.only(first)).status()).isEqualTo(TaskEnd.Status.COMPLETED);
        assertThat(TaskEnd.of((Outcome.Reply) it.only(second)).status()).isEqualTo(TaskEnd.Status.FAILED);
    }

    @Test
    @DisplayName("X-17 an answer cannot come too early: the entry is there before the frame is sent")
    void registeredBeforeItIsSent() {
        it.ready();
        Ask ask = VirtualAip.ask(it, INFO, TEN);
        assertThat(it.sent.get(1)).contains("\"request_id\":\"" + ask.id() + "\"");
        it.frame(info(ask));

        assertThat(it.only(ask)).isInstanceOf(Outcome.Reply.class);
    }

    @Test
    @DisplayName("X-20 an answer on a connection that was not asked ends nothing, and is said")
    void wrongPeer() {
        it.ready();
        VirtualAip<AipConstellation> asked = VirtualAip.constellation().ready();
        Ask ask = VirtualAip.ask(asked, TASK, TEN);
        it.elsewhere.add(ask.id());
        it.frame(end(ask, "completed"));

        assertThat(asked.outcomes.get(ask)).isEmpty();
        assertThat(it.count(Counter.WRONG_PEER_REPLY)).isEqualTo(1);
        assertThat(it.alarms).extracting(Alarm::code).containsExactly("hub.wrong-peer");
    }

    @Test
    void aTasksEndIsNoAnswerToAQuestion() {
        it.ready();
        Ask question = VirtualAip.ask(it, INFO, TEN);
        it.frame(end(question, "completed"));

        assertThat(it.outcomes.get(question)).isEmpty();
        assertThat(it.count(Counter.WRONG_TYPE_REPLY)).isEqualTo(1);
    }

    @Test
    void duplicatesLateAndUnknownAnswersAreToldApart() {
        it.ready();
        Ask done = VirtualAip.ask(it, TASK, TEN);
        it.frame(end(done, "completed")).frame(end(done, "completed"));
        Ask slow = VirtualAip.ask(it, TASK, TEN);
        it.pass(TEN).frame(end(slow, "completed"));
        it.frame("{\"type\":\"task_end\",\"status\":\"ok\",\"session_id\":\"never\"}");
        Ask lost = VirtualAip.ask(it, TASK, TEN);
        it.lost().pass(Duration.ofSeconds(1)).frame(VirtualAip.REGISTERED).frame(end(lost, "completed"));

        assertThat(it.only(slow)).isEqualTo(new Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN));
        assertThat(it.count(Counter.DUPLICATE_REPLY)).isEqualTo(1);
        assertThat(it.count(Counter.LATE_REPLY)).isEqualTo(1);
        assertThat(it.count(Counter.UNKNOWN_REPLY)).isEqualTo(1);
        assertThat(it.count(Counter.FOREIGN_REPLY)).isEqualTo(1);
    }

    @Test
    @DisplayName("X-19 a lost connection ends tasks and questions at once, and says what is known")
    void lostEndsAll() {
        it.ready();
        Ask task = VirtualAip.ask(it, TASK, TEN);
        Ask question = VirtualAip.ask(it, INFO, TEN);
        it.lost();
        Ask late = VirtualAip.ask(it, TASK, TEN);

        assertThat(it.only(task)).isEqualTo(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "reset"));
        assertThat(it.only(question)).isEqualTo(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "reset"));
        assertThat(it.only(late)).isEqualTo(new Outcome.Disconnected(Certainty.NOT_SENT, "reset"));
        assertThat(it.session.dialect().pendingRequests()).isZero();
    }

    @Test
    @DisplayName("an ERROR without an id is the only open request's, where there is one only")
    void anErrorWithoutAnId() {
        it.ready();
        Ask only = VirtualAip.ask(it, INFO, TEN);
        it.frame(ERROR);

        assertThat(it.only(only)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo("hub.error");
            assertThat(refused.problem().detail()).isEqualTo("no such device");
        });
    }

    @Test
    @DisplayName("an ERROR without an id that could mean several ends none of them, and that is said")
    void anErrorThatCouldMeanSeveral() {
        it.ready();
        Ask first = VirtualAip.ask(it, TASK, TEN);
        Ask second = VirtualAip.ask(it, INFO, TEN);
        it.frame(ERROR);
        assertThat(it.outcomes.get(first)).isEmpty();
        assertThat(it.outcomes.get(second)).isEmpty();
        assertThat(it.alarms).extracting(Alarm::code).containsExactly("hub.error-unattributed");

        it.frame(accepted(first)).frame(ERROR); // the task runs: it is not what was refused
        assertThat(it.outcomes.get(first)).isEmpty();
        assertThat(it.only(second)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void anErrorWhileAHeartbeatIsOwedMayBeItsOwn() {
        it.ready();
        Ask task = VirtualAip.ask(it, TASK, Duration.ofMinutes(5));
        it.pass(Duration.ofSeconds(30)).frame(ERROR);

        assertThat(it.outcomes.get(task)).isEmpty();
        assertThat(it.count(Counter.UNATTRIBUTED_ERROR)).isEqualTo(1);
    }

    @Test
    void anErrorWithAnIdFailsThatRequest() {
        it.ready();
        Ask first = VirtualAip.ask(it, TASK, TEN);
        Ask second = VirtualAip.ask(it, TASK, TEN);
        it.frame("{\"type\":\"error\",\"status\":\"error\",\"session_id\":\"" + second.id() + "\"}");

        assertThat(it.outcomes.get(first)).isEmpty();
        assertThat(it.only(second)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void anInfoThatIsAnErrorIsARefusal() {
        it.ready();
        Ask question = VirtualAip.ask(it, INFO, TEN);
        it.frame(info(question).replace("{\"cpu\":2}", "{\"error\":\"Device d1 not found\"}"));

        assertThat(it.only(question))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("device.info.unavailable"));
    }

    @Test
    @DisplayName("a task's acknowledgement is a HEARTBEAT too, and no answer to ours")
    void theHeartbeatOfATaskIsNotOurs() {
        it.ready();
        Ask task = VirtualAip.ask(it, TASK, Duration.ofMinutes(5));
        it.pass(Duration.ofSeconds(30)).frame(accepted(task)).pass(Duration.ofSeconds(30));

        assertThat(it.phase()).isEqualTo(Phase.BACKING_OFF);
        assertThat(it.only(task))
                .isEqualTo(new Outcome.Disconnected(Certainty.SENT_OUTCOME_UNKNOWN, "heartbeat not answered"));
    }

    @Test
    void cancelled() {
        it.ready();
        Ask task = VirtualAip.ask(it, TASK, TEN);
        it.session.dialect().cancel(task);
        it.perform().frame(end(task, "completed"));

        assertThat(it.only(task)).isEqualTo(new Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN));
        assertThat(it.count(Counter.LATE_REPLY)).isEqualTo(1);
    }
}
