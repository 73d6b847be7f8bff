// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.reconnect.RetryPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One side was restored from a copy, or lost its disk. */
@Timeout(60)
class RestoredTest {
    private final LoopbackTransport<ByteBuffer> transport = LoopbackTransport.inRealTime(
            "hub", LineFraming::new, ClientOptions.defaults("gw").receiveLimits());
    private final List<String> alarms = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    private DevelopmentHub hub;

    @BeforeEach
    void open() throws Exception {
        hub = DevelopmentHub.over(HubOptions.defaults(), bound -> transport.server(), Frames.bytes());
        hub.start();
    }

    @AfterEach
    void close() {
        hub.close();
        transport.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private static SqliteOutbox outbox(Path at) throws Exception {
        return SqliteOutbox.open(at, OutboxOptions.defaults().withLowDiskBytes(0));
    }

    private FacilitatorClient client(Outbox outbox) {
        ClientOptions options = ClientOptions.defaults("gw")
                .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));
        return FacilitatorClient.create(options, transport, Frames.bytes(), outbox, new FacilitatorObserver() {
            @Override
            public void alarm(Alarm alarm) {
                alarms.add(alarm.code());
            }
        });
    }

    private static Draft draft(int n) {
        return new Draft("t", "chem-1", Instant.EPOCH, Integer.toString(n).getBytes(UTF_8), new byte[0]);
    }

    /** Opens the outbox, has these delivered, and closes in order. */
    private Settlement deliver(Path at, int from, int to) throws Exception {
        try (Outbox outbox = outbox(at)) {
            FacilitatorClient client = client(outbox);
            client.start();
            List<CompletionStage<Settlement>> settled = new ArrayList<>();
            for (int n = from; n <= to; n++) {
                settled.add(client.send(draft(n)).settled());
            }
            Settlement last = get(settled.get(settled.size() - 1));
            assertThat(get(client.drain(Duration.ofSeconds(20)))).isTrue();
            get(client.close(Duration.ofSeconds(5)));
            return last;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private List<String> arrived() throws Exception {
        return hub.events(0, 1000).stream()
                .map(event -> new String(event.data(), UTF_8))
                .toList();
    }

    @Test
    @DisplayName(
            "F17 an outbox restored from a copy: new events arrive under a new source, none is taken for an old one")
    void restoredOutbox() throws Exception {
        deliver(directory.resolve("box"), 1, 2);
        copy(directory.resolve("box"), directory.resolve("copy"));
        deliver(directory.resolve("box"), 3, 6);

        Settlement settled;
        try (Outbox restored = outbox(directory.resolve("copy"))) {
            String before = restored.id();
            FacilitatorClient client = client(restored);
            client.start();
            settled = get(client.send(draft(7)).settled());
            assertThat(restored.id()).isNotEqualTo(before);
            assertThat(get(client.drain(Duration.ofSeconds(20)))).isTrue();
            get(client.close(Duration.ofSeconds(5)));
        }

        assertThat(settled).isInstanceOf(Settlement.Acknowledged.class);
        assertThat(arrived()).containsExactly("1", "2", "3", "4", "5", "6", "7");
        assertThat(hub.events(0, 1000))
                .extracting(StoredEvent::source)
                .satisfies(sources -> assertThat(sources.stream().distinct()).hasSize(2));
        assertThat(alarms).contains("hub.acked-beyond", "outbox.epoch-changed");
    }

    @Test
    @DisplayName("F16 a hub that lost its data is sent again what is retained, in order")
    void lostHub() throws Exception {
        deliver(directory.resolve("box"), 1, 20);
        hub.close();
        open();
        assertThat(arrived()).isEmpty();

        deliver(directory.resolve("box"), 21, 21);

        assertThat(arrived())
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 21)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(alarms).contains("hub.lost-data");
    }
}
