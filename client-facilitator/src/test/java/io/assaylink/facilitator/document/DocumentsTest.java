// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.profile.ControlNaming;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.hl7.message.Hl7Message;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DocumentsTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-20T13:32:05.412Z");
    private static final InstrumentInfo CHEM =
            new InstrumentInfo("chem-1", "ACME", "CH-200", "SN4711", "1.4.2", "generic-astm@1");
    private static final String HEADER = "H|\\^&|||CH-200^1.4.2^SN4711|||||||P|LIS2-A2|20261120143205\r";

    private static AstmMessage astm(String... records) {
        return AstmMessage.of(String.join("\r", records).concat("\r").getBytes(ISO_8859_1));
    }

    private static Hl7Message hl7(String... segments) {
        return Hl7Message.of(String.join("\r", segments).concat("\r").getBytes(UTF_8));
    }

    private static List<JsonNode> results(List<Document> documents) {
        assertThat(documents).allMatch(document -> document.eventType().equals("io.assaylink.result.v1"));
        return documents.stream().map(Schemas::valid).toList();
    }

    private static JsonNode only(List<Document> documents) {
        assertThat(documents).hasSize(1);
        return results(documents).get(0);
    }

    private static JsonNode golden(String name) throws Exception {
        try (InputStream in = DocumentsTest.class.getResourceAsStream("/documents/" + name)) {
            return Schemas.tree(new String(Objects.requireNonNull(in).readAllBytes(), UTF_8));
        }
    }

    @Test
    void anAstmResultIsTheDocumentOfTheProtocolPage() throws Exception {
        AstmMessage message = astm(
                HEADER.strip(),
                "P|1||PID-0001||TEST^PATIENT||19800101|F",
                "O|1|S-261120-0042||^^^GLU\\^^^K|R||||||N||||S",
                "R|1|^^^GLU|5.4|mmol/L|3.9^6.1|N||F||op7||20261120143150",
                "C|1|I|Hemolysis index 2|I",
                "R|2|^^^K|>8.0|mmol/L|3.5 - 5.1|H\\A||P||op7^op9",
                "L|1|N");
        assertThat(only(Documents.of(message, CHEM, RECEIVED))).isEqualTo(golden("lab-result-astm.json"));
    }

    @Test
    void anOruHasTheSameShape() throws Exception {
        Hl7Message message = hl7(
                "MSH|^~\\&|CH-200|LAB|LIS|LAB|20261120143205||ORU^R01^ORU_R01|MSG-1|P|2.5.1||||||UNICODE UTF-8",
                "PID|1||PID-0001^^^LAB^MR||M\u00fcller^Anna||19800101|F",
                "OBR|1|PL-1|F-1|CHEM^Chemistry^L",
                "NTE|1|L|slightly haemolysed",
                "OBX|1|NM|2345-7^Glucose^LN||5.40|mmol/L^^UCUM|3.9-6.1|N|||F|||20261120143000||op7|||20261120143150+0100",
                "NTE|1||repeated once",
                "OBX|2|SN|K^Potassium^L||<^3.0|mmol/L|||||P",
                "OBX|3|CWE|BG^Blood group^L||A^Group A^L||||||F",
                "OBX|4|ST|ALB^Albumin^L||< 20|g/L|||||C",
                "OBX|5|NM|CRP^CRP^L||\"\"||||||X",
                "SPM|1|S-261120-0042||SER|||||||P");
        assertThat(only(Documents.of(message, CHEM, RECEIVED))).isEqualTo(golden("lab-result-oru.json"));
    }

    @Test
    @DisplayName("OUL^R22: specimens come first, each with its own orders and results")
    void oulWithTwoSpecimens() {
        JsonNode document = only(Documents.of(
                hl7(
                        "MSH|^~\\&|AN|LAB|AM|LAB|20261120||OUL^R22^OUL_R22|M1|P|2.5.1",
                        "SPM|1|S-1||SER|||||||P",
                        "SAC|||C-9",
                        "OBR|1|\"\"||GLU",
                        "OBX|1|NM|GLU||5.4|mmol/L|||||F",
                        "OBR|2|\"\"||K",
                        "OBX|1|NM|K||4.1|mmol/L|||||F",
                        "SPM|2|QC-1||SER|||||||Q",
                        "OBR|1|||GLU",
                        "OBX|1|NM|GLU||6.0|mmol/L|||||F",
                        "INV|1|OK"),
                CHEM,
                RECEIVED));
        JsonNode specimens = document.path("specimens");
        assertThat(specimens.size()).isEqualTo(2);
        assertThat(specimens.at("/0/id").asString()).isEqualTo("S-1");
        assertThat(specimens.at("/0/at").asString()).isEqualTo("SPM[1].2.1");
        assertThat(specimens.at("/0/ordered").toString()).isEqualTo("[\"GLU\",\"K\"]");
        assertThat(specimens.at("/0/results").size()).isEqualTo(2);
        assertThat(specimens.at("/0/kind").asString()).isEqualTo("patient");
        assertThat(specimens.at("/1/kind").asString()).isEqualTo("control");
        assertThat(specimens.at("/1/kindRule").asString()).isEqualTo("SPM-11=Q");
        assertThat(specimens.at("/1/results/0/at").asString()).isEqualTo("OBX[3]");
        assertThat(document.at("/diagnostics/0/code").asString()).isEqualTo("NOT_NORMALISED");
    }

    @Test
    @DisplayName("OUL^R21: a container before its OBR names that specimen and no other")
    void oulWithContainers() {
        JsonNode document = only(Documents.of(
                hl7(
                        "MSH|^~\\&|AN|LAB|AM|LAB|20261120||OUL^R21^OUL_R21|M1|P|2.5.1",
                        "PID|1||A",
                        "SAC|||C-1",
                        "OBR|1||F-1|GLU",
                        "OBX|1|NM|GLU||5.4",
                        "OBR|2||F-2|K",
                        "OBX|1|NM|K||4.1"),
                CHEM,
                RECEIVED));
        assertThat(document.path("specimens").size()).isEqualTo(2);
        assertThat(document.at("/specimens/0/id").asString()).isEqualTo("C-1");
        assertThat(document.at("/specimens/0/at").asString()).isEqualTo("SAC[1].3.1");
        assertThat(document.at("/specimens/0/ordered").toString()).isEqualTo("[\"GLU\"]");
        assertThat(document.at("/specimens/1/id").asString()).isEqualTo("F-2");
        assertThat(document.at("/specimens/1/at").asString()).isEqualTo("OBR[2].3.1");
    }

    @Test
    void twoPatientsAreNeverMerged() {
        List<JsonNode> documents = results(Documents.of(
                astm(
                        HEADER.strip(),
                        "P|1||A",
                        "O|1|S-1||^^^GLU",
                        "R|1|^^^GLU|5.4",
                        "P|2||B",
                        "O|1|S-1||^^^GLU",
                        "R|1|^^^GLU|6.4",
                        "L|1|N"),
                CHEM,
                RECEIVED));
        assertThat(documents).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode document = documents.get(i);
            assertThat(document.at("/patient/ids/0/value").asString()).isEqualTo(i == 0 ? "A" : "B");
            assertThat(document.at("/specimens/0/results").size()).isEqualTo(1);
            assertThat(document.at("/specimens/0/results/0/at").asString()).isEqualTo("R[" + (i + 1) + "]");
            assertThat(document.at("/part/index").asInt()).isEqualTo(i + 1);
            assertThat(document.at("/part/count").asInt()).isEqualTo(2);
        }
        assertThat(documents.get(0).path("messageId"))
                .isEqualTo(documents.get(1).path("messageId"));
    }

    @Test
    void twoPatientsOfAnOruAreNeverMerged() {
        List<JsonNode> documents = results(Documents.of(
                hl7(
                        "MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.3.1",
                        "PID|1||A",
                        "OBR|1||S-1|GLU",
                        "OBX|1|NM|GLU||5.4",
                        "PID|2||B",
                        "OBR|1||S-1|GLU",
                        "OBX|1|NM|GLU||6.4"),
                CHEM,
                RECEIVED));
        assertThat(documents)
                .extracting(document -> document.at("/patient/ids/0/value").asString())
                .containsExactly("A", "B");
        assertThat(documents)
                .extracting(document ->
                        document.at("/specimens/0/results/0/value/number").asString())
                .containsExactly("5.4", "6.4");
    }

    @Test
    void oneSpecimenInSeveralOrdersIsOneSpecimen() {
        JsonNode document = only(Documents.of(
                astm(
                        HEADER.strip(),
                        "P|1",
                        "O|1|S-1||^^^GLU",
                        "R|1|^^^GLU|5.4",
                        "O|2|S-1||^^^K",
                        "R|1|^^^K|4.1",
                        "L|1|N"),
                CHEM,
                RECEIVED));
        assertThat(document.path("specimens").size()).isEqualTo(1);
        assertThat(document.at("/specimens/0/ordered").toString()).isEqualTo("[\"GLU\",\"K\"]");
        assertThat(document.at("/specimens/0/kind").asString()).isEqualTo("unknown");
    }

    @Test
    @DisplayName("E1394 O-12 = Q, H-12 = Q: controls are recognised, with the rule")
    void controls() {
        JsonNode byOrder = only(Documents.of(
                astm(HEADER.strip(), "P|1||A", "O|1|QC-1||^^^GLU|||||||Q", "R|1|^^^GLU|5.4", "L|1|N"), CHEM, RECEIVED));
        assertThat(byOrder.at("/specimens/0/kind").asString()).isEqualTo("control");
        assertThat(byOrder.at("/specimens/0/kindRule").asString()).isEqualTo("O-12=Q");
        JsonNode byHeader = only(Documents.of(
                astm("H|\\^&||||||||||Q|1", "P|1", "O|1|QC-1||^^^GLU", "R|1|^^^GLU|5.4", "L|1|N"), CHEM, RECEIVED));
        assertThat(byHeader.at("/specimens/0/kindRule").asString()).isEqualTo("H-12=Q");
        assertThat(byHeader.at("/protocol/mode").asString()).isEqualTo("quality-control");
    }

    @Test
    @DisplayName(
            "3.10 a control known by its name is none of the patient it is filed under; without the name it stays open")
    void controlsByName() {
        AstmMessage named =
                astm(HEADER.strip(), "P|1||||QC^LEVEL 1", "O|1||1^1^  QC-82^B|^^^GLU", "R|1|^^^GLU|5.4", "L|1|N");
        ControlNaming naming = new ControlNaming(List.of("QC-"));
        JsonNode control = only(Documents.of(named, CHEM, naming, RECEIVED));
        assertThat(control.at("/specimens/0/kind").asString()).isEqualTo("control");
        assertThat(control.at("/specimens/0/kindRule").asString()).isEqualTo("control-specimen-prefix");
        AstmMessage other = astm(HEADER.strip(), "P|1", "O|1|CTRL 7||^^^GLU", "R|1|^^^GLU|5.4", "L|1|N");
        assertThat(only(Documents.of(other, CHEM, naming, RECEIVED))
                        .at("/specimens/0/kind")
                        .asString())
                .isEqualTo("unknown");
    }

    @Test
    void aResultWithoutAnOrderIsReportedNotGuessed() {
        JsonNode document = only(Documents.of(astm(HEADER.strip(), "R|1|^^^GLU|5.4", "L|1|N"), CHEM, RECEIVED));
        assertThat(document.path("patient").isNull()).isTrue();
        assertThat(document.at("/specimens/0/id").isNull()).isTrue();
        assertThat(document.at("/specimens/0/kind").asString()).isEqualTo("unknown");
        assertThat(document.path("diagnostics").toString()).contains("RESULT_WITHOUT_ORDER", "R[1]");
    }

    @Test
    void unescapedUnitsAndValuesOfSeveralPartsStayWhole() {
        JsonNode document = only(Documents.of(
                astm(
                        HEADER.strip(),
                        "P|1",
                        "O|1|^^387||^^^8/1/not",
                        "R|1|^^^^WBC^1|7.2|10^3/uL",
                        "R|2|HIV|-1^0.325",
                        "R|3|^^^FLU|^NEGATIVE^",
                        "R|4|^^^CA|-----",
                        "L|1|N"),
                CHEM,
                RECEIVED));
        JsonNode results = document.at("/specimens/0/results");
        assertThat(document.at("/specimens/0/id").asString()).isEqualTo("387");
        assertThat(document.at("/specimens/0/at").asString()).isEqualTo("O[1].3.3");
        assertThat(document.path("diagnostics").toString()).contains("SPECIMEN_ID_ELSEWHERE");
        assertThat(results.at("/0/code/raw").asString()).isEqualTo("WBC");
        assertThat(results.at("/0/value/unit/raw").asString()).isEqualTo("10^3/uL");
        assertThat(results.at("/1/value/type").asString()).isEqualTo("text");
        assertThat(results.at("/1/value/raw").asString()).isEqualTo("-1^0.325");
        assertThat(results.at("/2/value/raw").asString()).isEqualTo("^NEGATIVE^");
        assertThat(results.at("/3/value/type").asString()).isEqualTo("none");
        assertThat(results.at("/3/value/number").isNull()).isTrue();
    }

    @Test
    void aCorrectionIsMarked() {
        JsonNode document = only(
                Documents.of(astm(HEADER.strip(), "P|1", "O|1|S", "R|1|^^^GLU|5.4|||||C", "L|1|N"), CHEM, RECEIVED));
        assertThat(document.at("/repeat/correction").asBoolean()).isTrue();
        assertThat(document.at("/specimens/0/results/0/status").asString()).isEqualTo("corrected");
    }

    @Test
    void aQueryIsLossless() throws Exception {
        List<Document> documents = Documents.of(
                astm("H|`^&|||EM200", "Q|1|^S-1`^S-2||ALL||||||||O", "L|1|N"), InstrumentInfo.of("chem-2"), RECEIVED);
        assertThat(documents).extracting(Document::eventType).containsExactly("io.assaylink.message.v1");
        assertThat(Schemas.valid(documents.get(0))).isEqualTo(golden("message-astm.json"));
    }

    @Test
    @DisplayName("Paths: repetition and sub-component only when above 1; MSH-1 and MSH-2 are fields; \"\" stays")
    void anOrderIsLossless() throws Exception {
        List<Document> documents =
                Documents.of(hl7("MSH|^~\\&|AM|LAB", "PID|1||A&B^C~D^^E&F|\"\"|x\\T\\y", "ZZZ"), CHEM, RECEIVED);
        assertThat(documents).extracting(Document::eventType).containsExactly("io.assaylink.message.v1");
        assertThat(Schemas.valid(documents.get(0))).isEqualTo(golden("message-hl7.json"));
    }

    @Test
    void textIsReadInTheCharsetOfTheMessage() {
        AstmMessage message = AstmMessage.of(
                (HEADER + "P|1||A||\u5f20^\u4e09\rO|1|S\rR|1|^^^GLU|5\rL|1|N\r").getBytes(Charset.forName("GBK")),
                Charset.forName("GBK"));
        assertThat(only(Documents.of(message, CHEM, RECEIVED))
                        .at("/patient/name/family")
                        .asString())
                .isEqualTo("\u5f20");
    }

    @Test
    void bytesThatAreNoCharactersAreKept() {
        byte[] bytes = "H|\\^&\rM|1|x\u00ff\rL|1|N\r".getBytes(ISO_8859_1);
        JsonNode document = Schemas.valid(
                Documents.of(AstmMessage.of(bytes, UTF_8), CHEM, RECEIVED).get(0));
        assertThat(document.at("/records/1/rawBase64").asString()).isEqualTo("TXwxfHj/");
        assertThat(document.at("/records/0").has("rawBase64")).isFalse();
    }

    @Test
    void eightBitTextOfASenderThatSaysAsciiIsNotLost() {
        Hl7Message message =
                Hl7Message.of("MSH|^~\\&|A|B|C|D|2026||ORM^O01|1|P|2.3.1\rNTE|1||caf\u00e9\r".getBytes(ISO_8859_1));
        JsonNode document = Schemas.valid(Documents.of(message, CHEM, RECEIVED).get(0));
        assertThat(document.at("/segments/1/raw").asString()).isEqualTo("NTE|1||caf\u00e9");
        assertThat(document.at("/segments/1/fields/3.1").asString()).isEqualTo("caf\u00e9");
    }

    @Test
    void theSchemaRefusesANumberThatIsNoTextAndAQuantityWithoutNumber() throws Exception {
        String document = golden("lab-result-astm.json").toString();
        assertThat(Schemas.errors("lab.result/1", document)).isEmpty();
        assertThat(Schemas.errors("lab.result/1", document.replace("\"number\":\"5.4\"", "\"number\":5.4")))
                .isNotEmpty();
        assertThat(Schemas.errors("lab.result/1", document.replace("\"number\":\"5.4\"", "\"number\":null")))
                .isNotEmpty();
        assertThat(Schemas.errors("lab.result/1", document.replace("\"kind\":\"patient\"", "\"kind\":\"dog\"")))
                .isNotEmpty();
        assertThat(Schemas.errors("lab.result/1", document.replace("\"messageId\"", "\"messageID\"")))
                .isNotEmpty();
    }
}
