// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A refusal for good that never arrives: it is said again, and nothing else is doubled or reordered by it. */
@Timeout(60)
class LostRefusalTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ClientOptions options =
            ClientOptions.defaults("gw").withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, LONG));
    private final BlockingQueue<StoredEvent> stored = new LinkedBlockingQueue<>();
    private final BlockingQueue<Alarm> alarms = new LinkedBlockingQueue<>();
    private final VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());

    @TempDir
    Path directory;

    private DevelopmentHub hub;
    private WebSocketTransport transport;
    private FacilitatorClient client;

    @BeforeEach
    void open() throws Exception {
        hub = DevelopmentHub.webSocket(
                HubOptions.defaults().withStore(directory.resolve("hub.db")),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.onStored(stored::add);
        hub.start();
        transport = HubTransport.webSocket(options, hub.uri(), Credentials.none());
        client = client();
    }

    @AfterEach
    void close() throws Exception {
        get(client.close(Duration.ofSeconds(5)));
        transport.close();
        hub.close();
        outbox.close();
    }

    private FacilitatorClient client() {
        return FacilitatorClient.create(options, transport, Frames.webSocket(), outbox, new FacilitatorObserver() {
            @Override
            public void alarm(Alarm alarm) {
                alarms.add(alarm);
            }
        });
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    /** From the refusal of the second of five on, nothing of the hub arrives: neither it nor what acknowledges past it. */
    private List<Delivery> refusedInSilence() throws Exception {
        AtomicBoolean silent = new AtomicBoolean();
        hub.refuse(event ->
                event.sequence() == 2 ? Optional.of(Problem.of("schema.invalid", "no", false)) : Optional.empty());
        hub.misbehaviour().tamperWithOutgoing(frame -> {
            if (new String(frame, StandardCharsets.UTF_8).contains("\"nack\"")) {
                silent.set(true);
            }
            return silent.get() ? List.of() : List.of(frame);
        });
        client.start();
        get(client.whenReady());
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deliveries.add(client.send(HubContract.draft("chem-1")));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(stored.poll(30, SECONDS)).isNotNull();
        }
        assertThat(deliveries.get(1).settled().toCompletableFuture()).isNotDone();
        return deliveries;
    }

    private void isRefused(List<Delivery> deliveries) throws Exception {
        assertThat(get(deliveries.get(1).settled())).isEqualTo(new Settlement.Refused(2, "schema.invalid"));
        assertThat(get(deliveries.get(4).settled())).isEqualTo(new Settlement.Acknowledged(5));
    }

    private void isOneDeadLetterAndTheOthersAreThereOnce() throws Exception {
        assertThat(get(client.drain(LONG))).isTrue();
        assertThat(outbox.depth().deadLetters()).isEqualTo(1);
        assertThat(hub.events(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L, 3L, 4L, 5L);
        assertThat(alarms).extracting(Alarm::code).containsExactly("event.dead-letter");
    }

    @Test
    @DisplayName("F18 the link is cut: the refusal is said again on the next")
    void linkIsCut() throws Exception {
        List<Delivery> deliveries = refusedInSilence();
        hub.misbehaviour().tamperWithOutgoing(List::of);
        hub.disconnect("gw", 0, "cut");

        isRefused(deliveries);
        isOneDeadLetterAndTheOthersAreThereOnce();
    }

    @Test
    @DisplayName("F18 the hub is killed and started again: it remembers")
    void hubIsKilled() throws Exception {
        List<Delivery> deliveries = refusedInSilence();
        hub.misbehaviour().tamperWithOutgoing(List::of);
        hub.kill();
        hub.start();

        isRefused(deliveries);
        isOneDeadLetterAndTheOthersAreThereOnce();
    }

    @Test
    @DisplayName("F18 the client's process ends: the next one learns of it")
    void clientEnds() throws Exception {
        refusedInSilence();
        get(client.close(Duration.ofSeconds(5)));
        hub.misbehaviour().tamperWithOutgoing(List::of);
        client = client();
        client.start();
        get(client.whenReady());

        isOneDeadLetterAndTheOthersAreThereOnce();
    }
}
