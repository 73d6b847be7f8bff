// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.gateway.sim.FileSender;
import io.assaylink.gateway.sim.SyntheticTraffic;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway in its own JVM is killed between its acknowledgement to the analyzer and the hub's to it. */
@Execution(ExecutionMode.CONCURRENT)
class KilledGatewayTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATIENT = "ZWETSCHGENBAUM";
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 1, 1, 12, 0);
    private static final int EACH = 5;

    @TempDir
    Path folder;

    private final CountDownLatch allStored = new CountDownLatch(2 * EACH);
    private final List<byte[]> astm = messages(new SyntheticTraffic(1, "C")::astmChemistry);
    private final List<byte[]> hl7 = messages(new SyntheticTraffic(2, "H")::hl7Haematology);
    private DevelopmentHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = DevelopmentHub.webSocket(
                HubOptions.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        hub.onStored(event -> allStored.countDown());
        hub.start();
    }

    @AfterEach
    void closeHub() {
        hub.close();
    }

    @Test
    @DisplayName("killed when the analyzers have their ACK and the hub has nothing: delivered by the next run")
    void hubHadNothing() throws Exception {
        Path config = config();
        hub.kill();
        try (Program first = Program.start("run", "--config", config.toString())) {
            first.err().await("is not reachable");
            analyzersSend(first);
            first.kill();
            assertNoPatient(first);
        }
        assertThat(hub.events(0, 1000)).isEmpty();
        try (Program second = Program.start("run", "--config", config.toString())) {
            second.err().await(2 * EACH + " messages of an earlier run wait for the hub");
            hub.start();
            assertThat(allStored.await(Lines.BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            endInOrder(second);
        }
        assertEachOnceAndInOrder();
    }

    @Test
    @DisplayName("killed when the hub had stored everything and acknowledged nothing: still once")
    void hubHadStoredAndNotAcknowledged() throws Exception {
        Path config = config();
        hub.misbehaviour().withholdAcks(true);
        try (Program first = Program.start("run", "--config", config.toString())) {
            analyzersSend(first);
            assertThat(allStored.await(Lines.BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            first.kill();
            assertNoPatient(first);
        }
        hub.misbehaviour().withholdAcks(false);
        try (Program second = Program.start("run", "--config", config.toString())) {
            second.err().await("is connected");
            endInOrder(second);
        }
        assertEachOnceAndInOrder();
    }

    @Test
    @DisplayName("killed at once after the last ACK, whatever the hub has by then: once")
    void hubHadSome() throws Exception {
        Path config = config();
        hub.misbehaviour().withholdAcks(true);
        try (Program first = Program.start("run", "--config", config.toString())) {
            first.err().await("is connected");
            analyzersSend(first);
            first.kill();
            assertNoPatient(first);
        }
        hub.misbehaviour().withholdAcks(false);
        try (Program second = Program.start("run", "--config", config.toString())) {
            assertThat(allStored.await(Lines.BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            endInOrder(second);
        }
        assertEachOnceAndInOrder();
    }

    private void analyzersSend(Program gateway) throws Exception {
        FileSender.Report chemistry = new FileSender(gateway.listensFor("chem-1")).sendAstm(joined(astm));
        assertThat(chemistry.messages()).isEqualTo(EACH);
        assertThat(chemistry.complete()).as(chemistry.problems().toString()).isTrue();
        FileSender.Report haematology = new FileSender(gateway.listensFor("hema-1")).sendHl7(joined(hl7));
        assertThat(haematology.messages()).isEqualTo(EACH);
        assertThat(haematology.complete()).as(haematology.problems().toString()).isTrue();
    }

    /** SIGTERM ends it within its grace; 143 is the JVM's own code for that. */
    private static void endInOrder(Program gateway) throws Exception {
        gateway.listensFor("hema-1");
        gateway.terminate();
        assertThat(gateway.exitCode()).isEqualTo(143);
        assertThat(gateway.err().all()).contains("assaylink: stopping", "assaylink: stopped");
        assertThat(gateway.err().count("did not end")).isZero();
        assertNoPatient(gateway);
    }

    private static void assertNoPatient(Program gateway) {
        assertThat(gateway.err().all()).noneMatch(line -> line.contains(PATIENT));
        assertThat(gateway.out().all()).isEmpty();
    }

    private void assertEachOnceAndInOrder() throws Exception {
        List<StoredEvent> events = hub.events(0, 1000);
        assertThat(events)
                .extracting(StoredEvent::source)
                .hasSize(2 * EACH)
                .containsOnly(events.get(0).source());
        assertThat(events)
                .extracting(StoredEvent::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 2 * EACH).boxed().toList());
        assertThat(messageIds(events, "chem-1")).isEqualTo(ids(astm));
        assertThat(messageIds(events, "hema-1")).isEqualTo(ids(hl7));
        assertThat(new String(events.get(0).data(), StandardCharsets.UTF_8)).contains(PATIENT);
    }

    private static List<String> messageIds(List<StoredEvent> events, String instrument) {
        return events.stream()
                .filter(event -> event.subject().equals(instrument))
                .map(event -> JSON.readTree(event.data()).path("messageId").asString())
                .toList();
    }

    private static List<String> ids(List<byte[]> messages) throws Exception {
        List<String> ids = new ArrayList<>();
        for (byte[] message : messages) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(message);
            ids.add("sha256:" + HexFormat.of().formatHex(hash));
        }
        return ids;
    }

    private interface Traffic {
        byte[] message(long number, LocalDateTime now);
    }

    private static List<byte[]> messages(Traffic traffic) {
        return LongStream.rangeClosed(1, EACH)
                .mapToObj(number -> traffic.message(number, NOON))
                .map(message -> new String(message, StandardCharsets.US_ASCII).replace("TEST^PATIENT", PATIENT))
                .map(message -> message.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static byte[] joined(List<byte[]> messages) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        messages.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private Path config() throws Exception {
        return Files.writeString(folder.resolve("lab.yaml"), """
                site: test
                hub: { uri: "%s" }
                instruments:
                  - { id: chem-1, protocol: astm, listen: "127.0.0.1:0" }
                  - { id: hema-1, protocol: hl7, listen: "127.0.0.1:0" }
                data: { dir: data }
                """.formatted(hub.uri()));
    }
}
