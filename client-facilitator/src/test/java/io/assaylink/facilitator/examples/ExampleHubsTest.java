// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Delivery;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.Settlement;
import io.assaylink.facilitator.conformance.CheckResult;
import io.assaylink.facilitator.conformance.CheckResult.Verdict;
import io.assaylink.facilitator.conformance.ConformanceOptions;
import io.assaylink.facilitator.conformance.ConformanceReport;
import io.assaylink.facilitator.conformance.HubAccess;
import io.assaylink.facilitator.conformance.HubCheck;
import io.assaylink.facilitator.conformance.HubConformance;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.ws.WebSocketTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The hubs of {@code examples/}, against our client and against the conformance run, killed on the way. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ExampleHubsTest {
    private static final byte[] DATA = "{\"format\":\"example/1\"}".getBytes(UTF_8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void isShorterThanEightyLines(ExampleHub.Language language) throws Exception {
        assertThat(Files.readAllLines(language.script())).hasSizeLessThan(80);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheProtocol(ExampleHub.Language language) throws Exception {
        try (ExampleHub hub = new ExampleHub(language, folder)) {
            HubAccess access = new HubAccess() {
                @Override
                public boolean restart() throws Exception {
                    hub.restart();
                    return true;
                }

                @Override
                public Optional<List<Long>> stored(String source) throws Exception {
                    return Optional.of(hub.sequences(source));
                }
            };
            ConformanceOptions options = ConformanceOptions.defaults()
                    .withTimes(Duration.ofSeconds(20), Duration.ofMillis(300), Duration.ofSeconds(2));
            try (HubConformance<?> run = HubConformance.webSocket(hub.uri(), Credentials.none(), options, access)) {
                ConformanceReport report = run.run();

                assertThat(report.isConforming()).as(report.text()).isTrue();
                assertThat(report.results())
                        .filteredOn(result -> result.verdict() == Verdict.SKIPPED)
                        .extracting(CheckResult::check)
                        .containsExactly(
                                HubCheck.CREDENTIALS,
                                HubCheck.POISON,
                                HubCheck.LATER,
                                HubCheck.HUB_REQUEST,
                                HubCheck.HUB_EVENT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesEachEventOfOurClientOnceAlthoughItIsKilled(ExampleHub.Language language) throws Exception {
        try (VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults());
                ExampleHub hub = new ExampleHub(language, folder)) {
            ClientOptions options = ClientOptions.defaults("gw-example")
                    .withRetry(RetryPolicy.exponential(Duration.ofMillis(20), 2, Duration.ofMillis(500)));
            List<Delivery> deliveries = new ArrayList<>();
            try (WebSocketTransport transport = HubTransport.webSocket(options, hub.uri(), Credentials.none())) {
                FacilitatorClient client = FacilitatorClient.create(options, transport, Frames.webSocket(), outbox);
                client.start();
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 100; i++) {
                        deliveries.add(
                                client.send(new Draft("example.v1", "chem-1", Instant.now(), DATA, new byte[0])));
                    }
                    deliveries
                            .get(round * 100 + 10)
                            .settled()
                            .toCompletableFuture()
                            .get(60, SECONDS);
                    hub.kill();
                    // what a crash in the middle of a write leaves behind
                    Files.writeString(hub.log(), "{\"source\":\"torn", StandardOpenOption.APPEND);
                    hub.restart();
                }
                for (int i = 0; i < deliveries.size(); i++) {
                    assertThat(deliveries.get(i).settled().toCompletableFuture().get(60, SECONDS))
                            .isEqualTo(new Settlement.Acknowledged(i + 1L));
                }
                client.whenReady().toCompletableFuture().get(60, SECONDS);
                Outcome outcome = client.request("io.assaylink.order.query.v1", DATA, Duration.ofSeconds(30))
                        .outcome()
                        .toCompletableFuture()
                        .get(60, SECONDS);
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Reply.class,
                                reply -> assertThat(new ObjectMapper().readTree(reply.data()))
                                        .isEqualTo(new ObjectMapper().readTree("{\"orders\":[]}")));
                client.close(Duration.ofSeconds(5)).toCompletableFuture().get(30, SECONDS);
            }
            List<JsonNode> stored = hub.stored("/gateways/gw-example/outbox/" + outbox.id());
            assertThat(stored)
                    .extracting(entry -> Long.parseLong(entry.path("sequence").asString()))
                    .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
            assertThat(new ObjectMapper()
                            .readTree(stored.get(0).path("frame").asString())
                            .path("data"))
                    .isEqualTo(new ObjectMapper().readTree(DATA));
        }
    }
}
