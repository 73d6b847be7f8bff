// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.facilitator.hub.StoredEvent;
import io.assaylink.gateway.inspect.CaptureFile;
import io.assaylink.gateway.sim.FileSender;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Captures and messages of real and invented instruments, from {@code sim send} through the gateway to the hub. */
class CorpusDeliveryTest {
    /** Files with a message that is no new work for a gateway; target/corpus-not-sent.txt lists them with the reason. */
    private static final int NOT_SENT = 47;

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path data;

    @Test
    void everyWellFormedAstmSessionArrivesOnceAndInOrder() throws Exception {
        Path astm = Corpus.folder("astm");
        List<String> expected = new ArrayList<>();
        Map<String, List<String>> unsent = new TreeMap<>();
        int files = 0;
        try (TestGateway gateway = new TestGateway(data)) {
            FileSender sender = new FileSender(gateway.address("chem-1"));
            for (Corpus.Session session : Corpus.wellFormedSessions(astm)) {
                byte[] bytes = Files.readAllBytes(astm.resolve(session.name()));
                FileSender.Report report = sender.sendAstm(bytes);
                assertThat(report.messages()).as(session.name()).isEqualTo(session.messages());
                if (!report.complete()) {
                    unsent.put(session.name(), report.problems());
                }
                for (AstmMessage message : CaptureFile.read(bytes).astm()) {
                    expected.add(id(message.toBytes()));
                }
                files++;
            }
            assertThat(gateway.gateway().drain(Duration.ofSeconds(20))).isTrue();
            assertThat(messageIds(gateway.stored("chem-1"))).isEqualTo(expected);
        }
        assertThat(files).isEqualTo(48);
        // two frames with one number and different records: the standard knows no right answer, ours is NAK
        assertThat(unsent.keySet()).containsExactly("rubyastm/derived/sysmex-xn550-qc.bin");
    }

    @Test
    void everyWellFormedHl7MessageArrivesOnceAndInOrder() throws Exception {
        Path hl7 = Corpus.folder("hl7");
        List<String> expected = new ArrayList<>();
        Map<String, String> notSent = new LinkedHashMap<>();
        Map<String, List<String>> unexpected = new TreeMap<>();
        int messages = 0;
        try (TestGateway gateway = new TestGateway(data)) {
            FileSender sender = new FileSender(gateway.address("hema-1"), Duration.ofSeconds(20));
            // what asks for an answer to an error only is done when its time is over
            FileSender unanswered = new FileSender(gateway.address("hema-1"), Duration.ofMillis(200));
            for (Path file : Corpus.files(hl7)) {
                byte[] bytes = Files.readAllBytes(file);
                for (Hl7Message message : CaptureFile.read(bytes).hl7()) {
                    String name = hl7.relativize(file).toString();
                    String why = notForAGateway(message);
                    if (!why.isEmpty()) {
                        notSent.merge(name, why, (a, b) -> a.contains(b) ? a : a + ", " + b);
                        continue;
                    }
                    boolean answered = !AckPolicy.of(message).onSuccess().isEmpty();
                    FileSender.Report report = (answered ? sender : unanswered).sendHl7(message.toBytes());
                    messages++;
                    if (report.complete()) {
                        expected.add(id(message.toBytes()));
                    } else {
                        unexpected.put(name, report.problems());
                    }
                }
            }
            assertThat(unexpected).isEmpty();
            assertThat(gateway.gateway().drain(Duration.ofSeconds(20))).isTrue();
            assertThat(messageIds(gateway.stored("hema-1"))).isEqualTo(expected);
        }
        assertThat(messages).isEqualTo(371);
        Files.write(
                Path.of("target/corpus-not-sent.txt"),
                notSent.entrySet().stream().map(Object::toString).toList());
        assertThat(notSent).hasSize(NOT_SENT);
    }

    /** Empty for a well-formed message that is new work; else why it is none. */
    private static String notForAGateway(Hl7Message message) {
        if (!message.hasHeader()) {
            return "no usable MSH";
        }
        if (message.controlId().text().isEmpty()) {
            return "MSH-10 is empty";
        }
        if (AckPolicy.isAcknowledgment(message)) {
            return "an acknowledgment";
        }
        for (byte b : message.toBytes()) {
            if (b == 0x0B || b == 0x1C) {
                return "VT or FS in the text: no MLLP block can carry it";
            }
        }
        return message.segment("MSA").isPresent() ? "an answer to a request nobody made" : "";
    }

    /** Of each message, the documents of one message counted once. */
    private static List<String> messageIds(List<StoredEvent> events) {
        List<String> ids = new ArrayList<>();
        for (StoredEvent event : events) {
            JsonNode document = JSON.readTree(event.data());
            if (document.path("part").path("index").asInt(1) == 1) {
                ids.add(document.path("messageId").asString());
            }
        }
        return ids;
    }

    private static String id(byte[] message) throws Exception {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
    }
}
