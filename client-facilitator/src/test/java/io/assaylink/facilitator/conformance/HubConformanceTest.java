// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.conformance.CheckResult.Verdict;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.LineFraming;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The run against a hub that keeps the protocol. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HubConformanceTest {
    @TempDir
    Path directory;

    @Test
    void aHubThatKeepsTheProtocolPassesEveryCheck() throws Exception {
        try (TestHub hub = new TestHub(TestHub.OPTIONS.withHeartbeat(TestHub.HEARTBEAT), directory.resolve("hub.db"))) {
            ConformanceReport report = hub.run();

            assertThat(report.results())
                    .as(report.text())
                    .hasSize(HubCheck.values().length)
                    .allMatch(result -> result.verdict() == Verdict.PASSED);
            assertThat(report.isConforming()).isTrue();
        }
    }

    @Test
    void whatCannotBeTriedIsSkippedAndSaysWhy() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DevelopmentHub hub = DevelopmentHub.webSocket(HubOptions.defaults(), any)) {
            hub.start();
            ConformanceOptions options =
                    TestHub.RUN.withClientId("the-only-one").withSizes(1 << 20, 10);
            try (HubConformance<?> run =
                    HubConformance.webSocket(hub.uri(), Credentials.none(), options, HubAccess.none())) {
                ConformanceReport report = run.run();

                assertThat(report.isConforming()).as(report.text()).isTrue();
                assertThat(report.results())
                        .filteredOn(result -> result.verdict() == Verdict.SKIPPED)
                        .allSatisfy(result -> assertThat(result.reason()).isNotEmpty())
                        .extracting(CheckResult::check)
                        .containsExactly(
                                HubCheck.CREDENTIALS,
                                HubCheck.POISON,
                                HubCheck.LATER,
                                HubCheck.RESTART,
                                HubCheck.TWO_CLIENTS,
                                HubCheck.QUIET,
                                HubCheck.SILENT,
                                HubCheck.TOO_LARGE,
                                HubCheck.HUB_REQUEST,
                                HubCheck.HUB_EVENT);
            }
        }
    }

    @Test
    void anyTransportWillDo() throws Exception {
        try (LoopbackTransport<ByteBuffer> transport =
                        LoopbackTransport.inRealTime("hub", LineFraming::new, ReceiveLimits.defaults());
                DevelopmentHub hub =
                        DevelopmentHub.over(TestHub.OPTIONS, bound -> transport.server(), Frames.bytes())) {
            hub.start();
            try (HubConformance<?> run =
                    HubConformance.over(transport, Frames.bytes(), TestHub.RUN, HubAccess.none())) {
                ConformanceReport report = run.run();

                assertThat(report.isConforming()).as(report.text()).isTrue();
                assertThat(report.count(Verdict.PASSED)).as(report.text()).isEqualTo(26);
            }
        }
    }

    @Test
    void onlyRunsWhatIsAskedForAndItsGroundwork() throws Exception {
        try (TestHub hub = new TestHub(TestHub.OPTIONS, directory.resolve("hub.db"));
                HubConformance<?> run = HubConformance.webSocket(
                        hub.hub.uri(),
                        Credentials.bearer(() -> "secret"),
                        TestHub.RUN.withOnly(EnumSet.of(HubCheck.GAP)),
                        HubAccess.none())) {
            assertThat(run.run().results())
                    .extracting(CheckResult::check)
                    .containsExactly(HubCheck.WELCOME, HubCheck.EVENT_ACK, HubCheck.GAP);
        }
    }

    @Test
    void whereNobodyListensTheFirstChecksFailAndTheOthersAreSkipped() throws Exception {
        URI nowhere = URI.create("ws://127.0.0.1:1/v1/facilitator");
        try (HubConformance<?> run =
                HubConformance.webSocket(nowhere, Credentials.none(), TestHub.RUN, HubAccess.none())) {
            ConformanceReport report = run.run();

            assertThat(report.isConforming()).isFalse();
            assertThat(report.reached()).isFalse();
            assertThat(report.results().get(0).reason()).startsWith("no connection");
            assertThat(report.count(Verdict.PASSED)).isZero();
        }
    }

    @Test
    void theReportIsATextAndADocument() {
        CheckResult bad = new CheckResult(HubCheck.GAP, Verdict.FAILED, "because", java.time.Duration.ofMillis(7));
        ConformanceReport report = new ConformanceReport("ws://hub", java.time.Instant.EPOCH, true, List.of(bad));
        JsonNode json = new ObjectMapper().readTree(report.json());

        assertThat(report.text())
                .contains("failed  event.gap", "4.4", "because", "0 passed, 1 failed, 0 skipped: ws://hub");
        assertThat(json.path("format").asString()).isEqualTo("hub.conformance/1");
        assertThat(json.path("failed").asInt()).isEqualTo(1);
        assertThat(json.path("checks").get(0).path("id").asString()).isEqualTo("event.gap");
        assertThat(json.path("checks").get(0).path("millis").asInt()).isEqualTo(7);
    }

    @Test
    void idsAreUniqueAndFoundAgain() {
        for (HubCheck check : HubCheck.values()) {
            assertThat(HubCheck.byId(check.id())).hasValue(check);
            assertThat(Set.of(HubCheck.values())).containsAll(check.groundwork());
        }
        assertThat(HubCheck.byId("nothing")).isEmpty();
    }
}
