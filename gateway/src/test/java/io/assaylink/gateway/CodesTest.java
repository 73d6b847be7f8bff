// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/codes.md lists exactly the codes that there are, each with a meaning: its hint, where it has one. */
class CodesTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (.+) \\|");
    private static final List<String> ENUMS = List.of(
            "io.assaylink.astm.frame.FrameFault",
            "io.assaylink.astm.frame.Tolerance",
            "io.assaylink.astm.record.RecordError$Code",
            "io.assaylink.astm.record.UnwritableText$Reason",
            "io.assaylink.astm.profile.ProfileError$Code",
            "io.assaylink.hl7.dialect.DialectError$Code",
            "io.assaylink.astm.link.LinkEvent$Incomplete$Cause",
            "io.assaylink.astm.link.LinkEvent$SendCause",
            "io.assaylink.astm.query.QueryDesk$Refusal",
            "io.assaylink.astm.link.RefuseReason",
            "io.assaylink.hl7.mllp.MllpCode",
            "io.assaylink.hl7.mllp.commit.CommitEvent$Cause",
            "io.assaylink.hl7.encoding.UnwritableValue$Reason",
            "io.assaylink.hl7.message.Hl7Problem$Code",
            "io.assaylink.hl7.ack.AckError$Code",
            "io.assaylink.hl7.batch.BatchCode",
            "io.assaylink.hl7.continuation.FragmentCode",
            "io.assaylink.hl7.sequence.SequenceDecision$Stop$Cause",
            "io.assaylink.hl7.exchange.ExchangeCode",
            "io.assaylink.hl7.exchange.ExchangeEvent$Cause",
            "io.assaylink.facilitator.envelope.EnvelopeException$Code",
            "io.assaylink.facilitator.outbox.OutboxException$Code",
            "io.assaylink.transport.Refusal",
            "io.assaylink.transport.TlsFault",
            "io.assaylink.transport.fault.plan.Fault$Kind");

    @Test
    void everyCodeIsDocumentedAndNoOther() throws Exception {
        Map<String, Map<String, String>> expected = new LinkedHashMap<>();
        for (String name : ENUMS) {
            Class<?> type = Class.forName(name);
            Map<String, String> codes = new TreeMap<>();
            for (Object code : type.getEnumConstants()) {
                codes.put(((Enum<?>) code).name(), hint(type, code));
            }
            expected.put(name.substring(name.lastIndexOf('.') + 1).replace('$', '.'), codes);
        }
        Map<String, String> reasons = new TreeMap<>();
        Arrays.stream(CloseReason.class.getPermittedSubclasses())
                .forEach(reason -> reasons.put(reason.getSimpleName(), ""));
        expected.put("CloseReason", reasons);
        expected.put("WebSocket violations", inSource("transport-ws/src/main/java", "\"(WS_[A-Z0-9_]+)\""));
        expected.put("Diagnostic", inSource("client-facilitator/src/main/java", "new Diagnostic\\(\\s*\"([A-Z_]+)\""));
        expected.put(
                "Alarm",
                inSource(
                        "client-facilitator/src/main/java",
                        "(?:new Alarm|Optional\\.of)\\(\\s*\"([a-z-]+\\.[a-z-]+)\""));
        expected.put(
                "Endpoint event",
                inSource(
                        "client-facilitator/src/main/java/io/assaylink/facilitator/instrument",
                        "\"([A-Z][A-Z_]{4,})\""));

        Map<String, Map<String, String>> documented = documented();
        assertThat(documented.keySet()).as("tables of docs/codes.md").containsExactlyElementsOf(expected.keySet());
        expected.forEach((table, codes) -> {
            Map<String, String> rows = documented.getOrDefault(table, Map.of());
            assertThat(rows.keySet())
                    .as("codes of " + table + " in docs/codes.md")
                    .isEqualTo(codes.keySet());
            codes.forEach((code, hint) -> assertThat(rows.getOrDefault(code, ""))
                    .as(table + " " + code + " in docs/codes.md")
                    .contains(hint));
        });
    }

    private static String hint(Class<?> type, Object code) throws ReflectiveOperationException {
        boolean hasHint = Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("hint"));
        return hasHint ? (String) type.getDeclaredMethod("hint").invoke(code) : "";
    }

    private static Map<String, String> inSource(String folder, String pattern) throws Exception {
        Map<String, String> codes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("..", folder))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Pattern.compile(pattern)
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> codes.put(found.group(1), ""));
            }
        }
        return codes;
    }

    private static Map<String, Map<String, String>> documented() throws Exception {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/codes.md"))) {
            if (line.startsWith("## ")) {
                rows = new TreeMap<>();
                tables.put(line.substring(3), rows);
            }
            var row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return tables;
    }
}
