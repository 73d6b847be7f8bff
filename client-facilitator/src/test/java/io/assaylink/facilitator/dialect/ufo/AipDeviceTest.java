// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.transport.CloseReason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** AIP as a device, in virtual time. */
class AipDeviceTest {
    private static final String TASK =
            "{\"type\":\"task\",\"status\":\"continue\",\"session_id\":\"s1\",\"task_name\":\"t\",\"user_request\":\"go\"}";
    private static final String COMMAND =
            "{\"type\":\"command\",\"status\":\"continue\",\"session_id\":\"s1\",\"response_id\":\"r1\",\"actions\":["
                    + "{\"tool_name\":\"click\",\"tool_type\":\"action\",\"call_id\":\"c1\",\"parameters\":{\"x\":1}}]}";
    private static final Answer FAILED = new Answer.Failed(Problem.of("handler.failed", "t", false));

    private final VirtualAip<AipDevice> it = VirtualAip.device();

    @Test
    void registerIsTheFirstMessage() {
        it.start();
        assertThat(it.sent)
                .singleElement()
                .satisfies(
                        frame -> assertThat(frame)
                                .startsWith(
                                        "{\"type\":\"register\",\"status\":\"ok\",\"client_type\":\"device\",\"client_id\":\"edge\""));
        assertThat(it.phase()).isEqualTo(Phase.HANDSHAKING);
        it.frame(VirtualAip.REGISTERED);

        assertThat(it.phase()).isEqualTo(Phase.READY);
    }

    @Test
    @DisplayName("refused by an ERROR: back later; a bad token (1008): suspended; no word in 30 s: back later")
    void refusals() {
        it.start().frame("{\"type\":\"error\",\"status\":\"error\",\"error\":\"client_id is taken\"}");
        assertThat(it.phase()).isEqualTo(Phase.BACKING_OFF);
        assertThat(it.session.reason()).isEqualTo("registration refused");

        VirtualAip<AipDevice> token = VirtualAip.device().start().lost(new CloseReason.ByPeer(1008, "", false));
        assertThat(token.phase()).isEqualTo(Phase.SUSPENDED);

        VirtualAip<AipDevice> silent = VirtualAip.device().start().pass(Duration.ofSeconds(29));
        assertThat(silent.phase()).isEqualTo(Phase.HANDSHAKING);
        assertThat(silent.pass(Duration.ofMillis(1_001)).phase()).isEqualTo(Phase.BACKING_OFF);
    }

    @Test
    void aTaskBeforeTheConfirmationIsNotLost() {
        it.start().frame(TASK);
        assertThat(it.serving).isEmpty();
        it.frame(VirtualAip.REGISTERED);

        assertThat(it.serving).hasSize(1);
    }

    @Test
    @DisplayName("X-16 a heartbeat every 30 s; one that is not answered in 30 s ends the connection")
    void heartbeats() {
        it.ready().pass(Duration.ofSeconds(30)).frame(VirtualAip.REGISTERED);
        assertThat(it.count(Counter.HEARTBEAT_SENT)).isEqualTo(1);
        it.pass(Duration.ofSeconds(59));
        assertThat(it.phase()).isEqualTo(Phase.READY);
        it.pass(Duration.ofMillis(1_001));

        assertThat(it.session.reason()).isEqualTo("heartbeat not answered");
        assertThat(it.phase()).isEqualTo(Phase.BACKING_OFF);
    }

    @Test
    void commandsAreAnsweredByTheirId() throws Exception {
        it.ready().frame(COMMAND);
        CommandBatch batch =
                CommandBatch.read(io.assaylink.facilitator.envelope.JsonFrame.read(COMMAND.getBytes(UTF_8), 1 << 20));
        byte[] results = VirtualAip.frames()
                .results(batch, java.util.List.of(batch.commands().get(0).succeeded("42".getBytes(UTF_8))));
        it.served(1, new Answer.Data(results));

        assertThat(it.sent.get(it.sent.size() - 1))
                .contains("\"type\":\"command_results\"")
                .contains("\"session_id\":\"s1\",\"prev_response_id\":\"r1\"")
                .contains("{\"status\":\"success\",\"result\":42,\"call_id\":\"c1\"}");
    }

    @Test
    void aHandlerThatFailsAnswersWithFailuresAtOnce() {
        it.ready().frame(COMMAND).served(1, FAILED);

        assertThat(it.sent.get(it.sent.size() - 1))
                .contains("\"prev_response_id\":\"r1\"")
                .contains("\"status\":\"failure\"")
                .contains("\"call_id\":\"c1\"");
    }

    @Test
    void aHandlerThatStaysIsAbandonedAndAnsweredFor() {
        it.ready().frame(COMMAND).pass(Duration.ofSeconds(25)).frame(VirtualAip.REGISTERED);
        assertThat(it.serving).hasSize(1);
        it.pass(Duration.ofSeconds(5));

        assertThat(it.serving).isEmpty();
        assertThat(it.sent).anyMatch(frame -> frame.contains("\"failure\""));
    }

    @Test
    void aTaskEndsOnceAndOnlyOnItsConnection() {
        it.ready().frame(TASK).frame(TASK);
        assertThat(it.count(Counter.UNEXPECTED_FRAME)).isEqualTo(1);
        assertThat(it.session.dialect().end("s1", TaskEnd.Status.COMPLETED, Optional.empty()))
                .isTrue();
        assertThat(it.session.dialect().end("s1", TaskEnd.Status.COMPLETED, Optional.empty()))
                .isFalse();
        assertThat(it.perform().sent.get(it.sent.size() - 1))
                .contains("\"type\":\"task_end\",\"status\":\"completed\"")
                .contains("\"session_id\":\"s1\"");

        VirtualAip<AipDevice> gone = VirtualAip.device().ready().frame(TASK).lost();
        gone.pass(Duration.ofSeconds(1)).frame(VirtualAip.REGISTERED);
        assertThat(gone.serving).isEmpty();
        assertThat(gone.session.dialect().end("s1", TaskEnd.Status.COMPLETED, Optional.empty()))
                .isFalse();
    }

    @Test
    void aTaskThatNobodyTakesIsEndedAsFailed() {
        it.ready().frame(TASK).served(1, FAILED);

        assertThat(it.sent.get(it.sent.size() - 1)).contains("\"task_end\",\"status\":\"failed\"");
        assertThat(it.session.dialect().isDrained()).isTrue();
    }

    @Test
    void deviceInfoIsAnsweredWithTheIdThatAsked() {
        it.ready().frame("{\"type\":\"device_info_request\",\"status\":\"ok\",\"response_id\":\"q7\"}");
        it.served(1, new Answer.Data(VirtualAip.frames().infoResponse("q7", "{\"cpu\":2}".getBytes(UTF_8))));

        assertThat(it.sent.get(it.sent.size() - 1))
                .contains("\"device_info_response\"")
                .contains("\"request_id\":\"q7\"")
                .contains("\"metadata\":{\"cpu\":2}");
    }

    @Test
    void unknownTypesErrorsAndNoFramesAreCountedAndStopNothing() {
        it.ready()
                .frame("{\"type\":\"file_transfer_start\"}")
                .frame("{\"type\":\"error\",\"error\":\"x\"}")
                .frame("{")
                .frame("{\"status\":\"ok\"}")
                .frame("{\"type\":\"command\",\"actions\":[]}")
                .frame(COMMAND);

        assertThat(it.count(Counter.UNKNOWN_KIND)).isEqualTo(1);
        assertThat(it.count(Counter.BAD_FRAME)).isEqualTo(3);
        assertThat(it.alarms).extracting(Alarm::code).contains("hub.error-unattributed");
        assertThat(it.serving).hasSize(1);
    }

    @Test
    void aDrainWaitsForOpenTasksAndRefusesNewOnes() {
        it.ready().frame(TASK).served(1, new Answer.Data(new byte[0]));
        it.session.drain(it.now + Duration.ofSeconds(60).toNanos());
        it.perform().frame(TASK.replace("s1", "s2"));
        assertThat(it.sent.get(it.sent.size() - 1)).contains("\"s2\"").contains("failed");
        assertThat(it.phase()).isEqualTo(Phase.DRAINING);
        it.session.dialect().end("s1", TaskEnd.Status.COMPLETED, Optional.empty());

        assertThat(it.perform().phase()).isEqualTo(Phase.CLOSED);
    }
}
