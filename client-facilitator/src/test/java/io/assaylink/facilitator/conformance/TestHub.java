// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A development hub that can do all that a conformance run asks for; tests bend it. */
final class TestHub implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofMillis(400);
    /** With a heartbeat that no run waits for: a busy machine must not look like a silent client. */
    static final HubOptions OPTIONS = HubOptions.defaults()
            .withHeartbeat(Duration.ofMinutes(1))
            .withMaxInFlight(64)
            .withMaxFrameBytes(64 << 10)
            .withToken("secret");

    static final ConformanceOptions RUN = ConformanceOptions.defaults()
            .withTimes(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(1))
            .withSizes(1 << 20, 20);

    /** Something that may fail. */
    interface Step {
        void run() throws Exception;
    }

    final DevelopmentHub hub;
    final Set<String> addressed = ConcurrentHashMap.newKeySet();
    private final Set<String> delayed = ConcurrentHashMap.newKeySet();

    private Step whileDown = () -> {};

    TestHub(HubOptions options, Path store) throws Exception {
        hub = DevelopmentHub.webSocket(
                options.withStore(store), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.refuse(this::refusal);
        hub.on(RUN.requestType(), request -> "{\"orders\":[]}".getBytes(StandardCharsets.UTF_8));
        hub.start();
    }

    Optional<Problem> refusal(StoredEvent event) {
        if (event.type().equals(RUN.poisonType())) {
            return Optional.of(Problem.of("schema.invalid", "refused for good", false));
        }
        return event.type().equals(RUN.laterType()) && delayed.add(event.source())
                ? Optional.of(new Problem("internal", "refused for now", true, Duration.ofMillis(10), ""))
                : Optional.empty();
    }

    boolean isDelayed(String source) {
        return delayed.contains(source);
    }

    /** What happens between the end and the new start of a restart. */
    void beforeStart(Step value) {
        whileDown = value;
    }

    ConformanceReport run() throws Exception {
        HubAccess access = new HubAccess() {
            @Override
            public boolean restart() throws Exception {
                hub.kill();
                whileDown.run();
                hub.start();
                return true;
            }

            @Override
            public Optional<List<Long>> stored(String source) throws Exception {
                return Optional.of(hub.events(0, 100_000).stream()
                        .filter(event -> event.source().equals(source))
                        .map(StoredEvent::sequence)
                        .toList());
            }

            @Override
            public Optional<CompletionStage<byte[]>> ask(String clientId, String type, byte[] data) {
                return Optional.of(hub.request(clientId, type, Optional.of("chem-1"), data, Duration.ofSeconds(5))
                        .thenApply(outcome -> outcome instanceof Outcome.Reply reply ? reply.data() : new byte[0]));
            }

            @Override
            public boolean send(String clientId, String type, byte[] data) {
                addressed.add(clientId);
                hub.send(clientId, type, "chem-1", data).toCompletableFuture().join();
                return true;
            }
        };
        try (HubConformance<?> run =
                HubConformance.webSocket(hub.uri(), Credentials.bearer(() -> "secret"), RUN, access)) {
            return run.run();
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
