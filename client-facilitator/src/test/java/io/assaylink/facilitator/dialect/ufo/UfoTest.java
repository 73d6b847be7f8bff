// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both roles against the scripted server over real WebSockets. */
@Timeout(60)
class UfoTest {
    private final List<WebSocketTransport> transports = new ArrayList<>();
    private final List<UfoDevice> devices = new ArrayList<>();
    private final BlockingQueue<Counter> counted = new LinkedBlockingQueue<>();
    private final BlockingQueue<DeviceTask> tasks = new LinkedBlockingQueue<>();
    private ScriptedUfoServer server;
    private UfoConstellation constellation;

    @BeforeEach
    void connect() throws Exception {
        server = new ScriptedUfoServer();
        constellation = UfoConstellation.create(options("galaxy"), new FacilitatorObserver() {
            @Override
            public void counted(Counter counter) {
                counted.add(counter);
            }
        });
    }

    @AfterEach
    void release() throws Exception {
        get(constellation.close(Duration.ofSeconds(10)));
        for (UfoDevice device : devices) {
            get(device.close(Duration.ofSeconds(10)));
        }
        transports.forEach(WebSocketTransport::close);
        server.close();
    }

    private static UfoOptions options(String id) {
        UfoOptions options = UfoOptions.defaults(id);
        return options.withClient(
                options.client().withRetry(RetryPolicy.exponential(Duration.ofMillis(10), 2, Duration.ofMillis(100))));
    }

    private WebSocketTransport transport(String id, String token) {
        WebSocketTransport transport = options(id).webSocket(server.uri(), token, WebSocketOptions.defaults());
        transports.add(transport);
        return transport;
    }

    private UfoDevice device(String id) throws Exception {
        UfoDevice device = UfoDevice.create(
                options(id), transport(id, ScriptedUfoServer.TOKEN), Frames.webSocket(), FacilitatorObserver.NONE);
        devices.add(device);
        device.onTask(tasks::add);
        device.onCommands(batch -> batch.commands().stream()
                .map(command -> command.succeeded(command.parameters().orElseThrow()))
                .toList());
        device.onInfoRequest(() -> "{\"cpu\":2}".getBytes(UTF_8));
        device.start();
        get(device.whenReady());
        return device;
    }

    private void reach(String id) throws Exception {
        constellation.add(id, transport(id, ScriptedUfoServer.TOKEN), Frames.webSocket());
        get(constellation.whenReady(id));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private static String result(Outcome outcome) {
        return new String(TaskEnd.of((Outcome.Reply) outcome).result().orElseThrow(), UTF_8);
    }

    @Test
    void tasksAndQuestionsToSeveralDevicesAtOnce() throws Exception {
        List<String> ids = List.of("d1", "d2", "d3");
        for (String id : ids) {
            device(id);
            reach(id);
        }
        Map<PendingReply, String> expected = new LinkedHashMap<>();
        Map<PendingReply, String> questions = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            String id = ids.get(i % ids.size());
            expected.put(constellation.task(id, "echo", "do " + i), "{\"text\":\"do " + i + "\"}");
            questions.put(constellation.info(id), "{\"device\":\"" + id + "\"}");
        }
        for (Map.Entry<PendingReply, String> task : expected.entrySet()) {
            assertThat(result(get(task.getKey().outcome()))).isEqualTo(task.getValue());
        }
        for (Map.Entry<PendingReply, String> question : questions.entrySet()) {
            Outcome.Reply reply = (Outcome.Reply) get(question.getKey().outcome());
            assertThat(new String(reply.data(), UTF_8)).contains(question.getValue());
        }
    }

    @Test
    void aLostConnectionEndsItsRequestsAtOnceAndNoOthers() throws Exception {
        device("d1");
        device("d2");
        reach("d1");
        reach("d2");
        PendingReply first = constellation.task("d1", "wait", "never");
        PendingReply second = constellation.task("d2", "wait", "never");
        assertThat(tasks.poll(30, SECONDS)).isNotNull();
        assertThat(tasks.poll(30, SECONDS)).isNotNull();
        server.client("galaxy@d1").cut();

        assertThat(get(first.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Disconnected.class,
                        outcome -> assertThat(outcome.certainty()).isEqualTo(Certainty.SENT_OUTCOME_UNKNOWN));
        assertThat(second.outcome().toCompletableFuture()).isNotDone();
        second.cancel();
        assertThat(get(second.outcome())).isEqualTo(new Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN));
        get(constellation.whenReady("d1"));
        assertThat(result(get(constellation.task("d1", "echo", "again").outcome())))
                .isEqualTo("{\"text\":\"again\"}");
    }

    @Test
    void anotherDevicesConnectionCannotEndATask() throws Exception {
        device("d1");
        device("d2");
        reach("d1");
        reach("d2");
        PendingReply task = constellation.task("d1", "wait", "never");
        assertThat(tasks.poll(30, SECONDS)).isNotNull();
        server.client("galaxy@d2")
                .say("{\"type\":\"task_end\",\"status\":\"completed\",\"session_id\":\"" + task.id() + "\"}");
        for (Counter next = counted.poll(30, SECONDS); next != Counter.WRONG_PEER_REPLY; ) {
            assertThat(next).isNotNull();
            next = counted.poll(30, SECONDS);
        }

        assertThat(task.outcome().toCompletableFuture()).isNotDone();
    }

    @Test
    void aTaskThatTheServerCannotDoIsRefusedAtOnce() throws Exception {
        device("d1");
        reach("d1");

        assertThat(get(constellation.task("d1", "x", "fail").outcome())).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aDeviceEndsItsTask() throws Exception {
        UfoDevice device = device("d1");
        reach("d1");
        PendingReply pending = constellation.task("d1", "wait", "never");
        DeviceTask task = tasks.poll(30, SECONDS);
        assertThat(task).isNotNull();
        assertThat(get(device.end(task, TaskEnd.Status.COMPLETED, Optional.empty())))
                .isTrue();

        assertThat(server.heard.poll(30, SECONDS)).isEqualTo("end " + pending.id() + " completed");
        assertThat(get(device.end(task, TaskEnd.Status.FAILED, Optional.empty())))
                .isFalse();
        assertThat(task.toString()).doesNotContain("never");
    }

    @Test
    void aDeviceAnswersWhatItIs() throws Exception {
        device("d1");
        server.client("d1").say("{\"type\":\"device_info_request\",\"status\":\"ok\",\"response_id\":\"q\"}");

        assertThat(server.heard.poll(30, SECONDS)).isEqualTo("info {\"cpu\":2}");
    }

    @Test
    void aDeviceThatIsNotThereIsTriedUntilItIs() throws Exception {
        BlockingQueue<StateChange> seen = new LinkedBlockingQueue<>();
        constellation.onStateChange((device, change) -> seen.add(change));
        constellation.add("d1", transport("d1", ScriptedUfoServer.TOKEN), Frames.webSocket());
        StateChange change = seen.poll(30, SECONDS);
        while (change != null && !change.reason().equals("registration refused")) {
            change = seen.poll(30, SECONDS);
        }
        assertThat(change).isNotNull();
        device("d1");
        get(constellation.whenReady("d1"));

        assertThat(constellation.state("d1").phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aBadTokenSuspends() throws Exception {
        BlockingQueue<StateChange> seen = new LinkedBlockingQueue<>();
        UfoDevice device =
                UfoDevice.create(options("d9"), transport("d9", "wrong"), Frames.webSocket(), FacilitatorObserver.NONE);
        devices.add(device);
        device.onStateChange(seen::add);
        device.start();
        StateChange change = seen.poll(30, SECONDS);
        while (change != null && change.to() != Phase.SUSPENDED) {
            change = seen.poll(30, SECONDS);
        }

        assertThat(change).isNotNull();
    }

    @Test
    void anUnknownDeviceAndASecondOneAreMisuse() throws Exception {
        device("d1");
        reach("d1");

        assertThatThrownBy(() -> constellation.task("d7", "x", "y")).isInstanceOf(IllegalArgumentException.class);
        WebSocketTransport again = transport("d1", ScriptedUfoServer.TOKEN);
        assertThatThrownBy(() -> constellation.add("d1", again, Frames.webSocket()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(constellation.devices()).containsExactly("d1");
    }
}
