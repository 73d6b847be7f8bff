// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.dialect.AnalyzerDialect.Dialogue;
import io.assaylink.hl7.exchange.Completion;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.PartlyAnswered;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.hl7.law.OrderAnswer;
import io.assaylink.hl7.law.ResultReport;
import io.assaylink.hl7.law.WorkOrder;
import io.assaylink.hl7.law.WorkQuery;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Synthetic traffic in each dialect, against an exchange as the preset sets it up. */
class DialectDialogueTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-01-02T03:04:05+01:00");

    /** The host of an analyzer. */
    private static final class Host {
        final AnalyzerDialect dialect;
        final Exchange exchange;
        final QueryAnswers answers;
        final List<ExchangeEvent> events = new ArrayList<>();
        private int ids;

        Host(String preset) {
            dialect = AnalyzerDialect.preset(preset).orElseThrow();
            ControlIds own = () -> "H" + ++ids;
            exchange = new Exchange(dialect.exchange(), new RepeatMemory(10), own, () -> Instant.EPOCH, ZoneOffset.UTC);
            answers = new QueryAnswers(dialect, own);
        }

        void receives(String text, Charset charset) {
            exchange.decode(MllpEncoder.encode(ByteBuffer.wrap(text.getBytes(charset))), 0, events::add);
        }

        void receives(String text) {
            receives(text, ISO_8859_1);
        }

        Delivered last() {
            List<Delivered> all = delivered();
            return all.get(all.size() - 1);
        }

        List<Delivered> delivered() {
            return events.stream()
                    .filter(Delivered.class::isInstance)
                    .map(Delivered.class::cast)
                    .toList();
        }

        void accepts() {
            exchange.accept(last().hold(), 0, events::add);
        }

        AnalyzerQuery query() {
            return AnalyzerQuery.of(last().message(), dialect).orElseThrow();
        }

        List<String> written() {
            List<String> written = new ArrayList<>();
            exchange.drainTo(block -> {
                byte[] content = new byte[block.remaining() - 3];
                block.get(1, content);
                written.add(new String(content, UTF_8));
            });
            return written;
        }
    }

    private static String withoutHeader(String message) {
        return message.substring(message.indexOf('\r') + 1);
    }

    @Test
    @DisplayName("Mindray BS: a result with its type in MSH-16, the same control id each time")
    void mindrayBsResults() {
        Host host = new Host("mindray-bs");
        String result = "MSH|^~\\&|VENDOR|BS|||20240131100000||ORU^R01|1|P|2.3.1||||0||ASCII|||\r"
                + "PID|1||||PATIENT TEST|||F\rOBR|1|0019|12|VENDOR^BS|N||20240131101500\rOBX|1|NM|2|GLU|5.4|mmol/L\r";
        host.receives(result);
        host.accepts();
        assertThat(host.written())
                .containsExactly("MSH|^~\\&|||VENDOR|BS|19700101000000+0000||ACK^R01|H1|P|2.3.1||||||ASCII\r"
                        + "MSA|AA|1|Message accepted|||0|\rERR|0|\r");
        host.receives(result);
        assertThat(host.delivered()).hasSize(2); // the same bytes can be another result
        assertThat(host.last().possibleDuplicate()).isTrue();
        host.accepts();
        host.receives("MSH|^~\\&|VENDOR|BS|||20240131100000||ORU^R01|1|P|2.3.1||||2||ASCII|||\r"
                + "OBR|1|2|GLU|VENDOR^BS||20240131060015|||||||CTRL|LOT1|20261231||M|100.0|3.5|98.2|mg/dL\r");
        assertThat(host.last().possibleDuplicate()).isFalse();
        host.accepts();
        assertThat(host.written()).hasSize(2).allMatch(answer -> answer.contains("MSA|AA|1|Message accepted|||0|\r"));
    }

    @Test
    @DisplayName("Mindray BS: names in UTF-8 under MSH-18 ASCII are read, and GB 18030 by a line of one's own")
    void mindrayBsNames() {
        Host host = new Host("mindray-bs");
        host.receives("MSH|^~\\&|VENDOR|BS|||1||ORU^R01|1|P|2.3.1||||0||ASCII\rPID|1||||\u8868\u529f\r", UTF_8);
        assertThat(host.last().message().get("PID-5").text()).isEqualTo("\u8868\u529f");
        Charset chinese = Charset.forName("GB18030");
        AnalyzerDialect own =
                DialectText.read("base = mindray-bs\ncharset = GB18030").orThrow();
        Hl7Message read = Hl7Message.of(
                "MSH|^~\\&|V|BS|||1||ORU^R01|1|P|2.3.1||||0||ASCII\rPID|1||||\u8868^\u529f\r".getBytes(chinese),
                own.exchange().reading());
        assertThat(read.get("PID-5.1").text()).isEqualTo("\u8868");
    }

    @Test
    @DisplayName("Mindray BS: QRY^Q02, answered QCK^Q02 and DSR^Q03, which is answered ACK^Q03")
    void mindrayBsQuery() {
        Host host = new Host("mindray-bs");
        host.receives(
                "MSH|^~\\&|VENDOR|BS|||20240131100000||QRY^Q02|3|P|2.3.1||||||ASCII|||\r"
                        + "QRD|20240131100000|R|D|3|||RD|0019|OTH|||T|\rQRF|BS|20240131100000|20240131100000|||RCT|COR|ALL||\r");
        AnalyzerQuery query = host.query();
        assertThat(query.specimen()).isEqualTo("0019");
        assertThat(query).hasToString("AnalyzerQuery[DISPLAY_QUERY]");
        host.exchange.answer(host.last().hold(), host.answers.taken(query, true, TIME), 0, host.events::add);
        host.exchange.sendAfter(
                host.last().hold(),
                host.answers.display(query, List.of("PAT1", "", "0019"), "", TIME),
                0,
                host.events::add);
        List<String> written = host.written();
        written.addAll(host.written());
        assertThat(written)
                .containsExactly(
                        "MSH|^~\\&|||VENDOR|BS|20260102030405+0100||QCK^Q02|H1|P|2.3.1||||||ASCII\r"
                                + "MSA|AA|3|Message accepted|||0\rERR|0\rQAK|SR|OK\r",
                        "MSH|^~\\&|||VENDOR|BS|20260102030405+0100||DSR^Q03|H2|P|2.3.1||||||ASCII\r"
                                + "MSA|AA|3|Message accepted|||0\rERR|0\rQAK|SR|OK\r"
                                + "QRD|20240131100000|R|D|3|||RD|0019|OTH|||T\r"
                                + "QRF|BS|20240131100000|20240131100000|||RCT|COR|ALL\r"
                                + "DSP|1||PAT1\rDSP|2\rDSP|3||0019\rDSC\r");
        host.receives(
                "MSH|^~\\&|VENDOR|BS|||20240131100000||ACK^Q03|3|P|2.3.1||||||ASCII|||\rMSA|AA|3|ok|||0|\rERR|0|\r");
        assertThat(host.events)
                .last()
                .isInstanceOfSatisfying(
                        Answered.class, answered -> assertThat(answered.code()).contains(AckCode.AA));
    }

    @Test
    @DisplayName("Mindray BS: nothing found is QCK with NF and no DSR; more than one DSR names the next")
    void mindrayBsNothingFound() {
        Host host = new Host("mindray-bs");
        host.receives("MSH|^~\\&|VENDOR|BS|||1||QRY^Q02|3|P|2.3.1\rQRD|1|R|D|3|||RD|0019|OTH|||T|\r");
        Hl7Message none = host.answers.taken(host.query(), false, TIME);
        assertThat(none.get("QAK-2").text()).isEqualTo("NF");
        assertThat(Completion.displayResponse().isLast(none)).isTrue();
        assertThat(Completion.displayResponse().isLast(host.answers.taken(host.query(), true, TIME)))
                .isFalse();
        assertThat(Completion.displayResponse().isLast(host.answers.display(host.query(), List.of(), "2", TIME)))
                .isFalse();
        assertThat(Completion.displayResponse().isLast(host.answers.display(host.query(), List.of(), "", TIME)))
                .isTrue();
        assertThatThrownBy(() -> host.answers.noOrders(host.query(), TIME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("Mindray BC: ORM^O01 with RF, answered ORR^O02; the result has the query's control id")
    void mindrayBc() {
        Host host = new Host("mindray-bc");
        host.receives("MSH|^~\\&|||||20240131110000||ORM^O01|389|P|2.3.1||||||UNICODE\rORC|RF||0021||IP\r");
        assertThat(host.query().specimen()).isEqualTo("0021");
        host.exchange.answer(
                host.last().hold(),
                host.answers.orders(
                        host.query(),
                        orr -> orr.segment("PID", pid -> pid.set(1, "1").set(3, "P1"))
                                .segment("ORC", orc -> orc.set(1, "AF").set(2, "0021"))
                                .segment("OBX", obx -> obx.set(1, "1").set(5, "CBC+DIFF")),
                        TIME),
                0,
                host.events::add);
        assertThat(host.written())
                .containsExactly("MSH|^~\\&|||||20260102030405+0100||ORR^O02|H1|P|2.3.1||||||UNICODE\rMSA|AA|389\r"
                        + "PID|1||P1\rORC|AF|0021\rOBX|1||||CBC+DIFF\r");
        String histogram = "QUJD".repeat(100_000);
        host.receives("MSH|^~\\&|||||20240131110130||ORU^R01|389|P|2.3.1||||||UNICODE\rPID|1\rOBR|1||0021\r"
                + "OBX|1|NM|6690-2^WBC^LN||7.56|10*9/L|4.00-10.00|L~A|||F\rOBX|2|ED|15008||^Image^BMP^Base64^"
                + histogram + "\r");
        assertThat(host.last().possibleDuplicate()).isFalse();
        assertThat(host.last().message().get("OBX[1]-8").repetitions()).hasSize(2);
        assertThat(host.last().message().get("OBX[2]-5.5").length()).isEqualTo(400_000);
        host.accepts();
        assertThat(host.written())
                .singleElement()
                .satisfies(ack -> assertThat(withoutHeader(ack)).isEqualTo("MSA|AA|389\r"));
    }

    @Test
    @DisplayName("Mindray BC: not found is ORR^O02 with AR")
    void mindrayBcNotFound() {
        Host host = new Host("mindray-bc");
        host.receives("MSH|^~\\&|||||1||ORM^O01|389|P|\rORC|RF|0022\r");
        assertThat(host.query().specimen()).isEqualTo("0022");
        Hl7Message none = host.answers.noOrders(host.query(), TIME);
        assertThat(none.segments()).extracting(Segment::id).containsExactly("MSH", "MSA");
        assertThat(none.get("MSA-1").text()).isEqualTo("AR");
        assertThat(none.version()).isEqualTo("2.3.1");
        assertThatThrownBy(() -> host.answers.taken(host.query(), true, TIME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a query is one only in a dialect that has it")
    void aQueryIsOneOnlyInItsDialect() {
        Hl7Message query =
                Hl7Message.of("MSH|^~\\&|||||1||QRY^Q02|3|P|2.3.1\rQRD|1|R|D|3|||RD|0019\r".getBytes(ISO_8859_1));
        Hl7Message order = Hl7Message.of("MSH|^~\\&|||||1||ORM^O01|3|P|2.3.1\rORC|NW||0019\r".getBytes(ISO_8859_1));
        for (String preset : AnalyzerDialect.presets()) {
            AnalyzerDialect dialect = AnalyzerDialect.preset(preset).orElseThrow();
            assertThat(AnalyzerQuery.of(query, dialect).isPresent())
                    .isEqualTo(dialect.dialogues().contains(Dialogue.DISPLAY_QUERY));
            assertThat(AnalyzerQuery.of(order, dialect)).isEmpty(); // an order is no query
        }
    }

    @Test
    @DisplayName("Roche cobas 8000: names of its own in MSH-9 and MSH-21, empty MSH-11")
    void rocheCobas8000() {
        Host host = new Host("roche-cobas-8000");
        host.receives(
                "MSH|^~\\&|cobas||host||20240131||QBP^WOS^QBP_Q11|7||2.5.1|||NE|AL||UNICODE UTF-8|||LAB-27R^ROCHE\r"
                        + "QPD|WOS^Work Order Step^IHELAW|Q7|S1\rRCP|I||R\r");
        assertThat(WorkQuery.of(host.last().message())).contains(new WorkQuery.Specimen("Q7", "S1"));
        host.accepts();
        host.receives("MSH|^~\\&|cobas||host||20240131||OUL^R23^PCUPL_U01|8||2.5.1|||NE|AL||UNICODE UTF-8\r"
                + "SPM|1|S1\rSAC|||S1\rOBR||W1||GLU\rOBX|1|NM|GLU||5.4\r");
        assertThat(ResultReport.of(host.last().message()).orElseThrow().steps()).hasSize(1);
        host.accepts();
        assertThat(host.written()).hasSize(2).allMatch(answer -> answer.contains("\rMSA|AA|"));
    }

    @Test
    @DisplayName("Roche cobas 4800: many specimens, ER and AL: one answer, AA")
    void rocheCobas4800() {
        Host host = new Host("roche-cobas-4800");
        StringBuilder text = new StringBuilder("MSH|^~\\&|cobas||host||1||OUL^R22|9|P|2.5.1|||ER|AL||ASCII\r");
        for (int i = 0; i < 94; i++) {
            text.append("SPM|")
                    .append(i)
                    .append("|S")
                    .append(i)
                    .append("\rOBR||W")
                    .append(i)
                    .append("\rOBX|1|ST|HPV||NEG\r");
        }
        host.receives(text.toString());
        assertThat(ResultReport.of(host.last().message()).orElseThrow().steps()).hasSize(94);
        host.accepts();
        assertThat(host.written())
                .singleElement()
                .satisfies(ack -> assertThat(withoutHeader(ack)).isEqualTo("MSA|AA|9\r"));
    }

    @Test
    @DisplayName("BioSystems BA: an ORL of another structure is the answer all the same; LAW by another code system")
    void biosystemsBa() {
        Host host = new Host("biosystems-ba");
        host.exchange.send(
                Hl7Message.of(
                        "MSH|^~\\&|H||BA||1||OML^O33|5|P|2.5.1|||NE|AL\rSPM|1\rORC|NW\rOBR||W1\r".getBytes(UTF_8)),
                0,
                host.events::add);
        assertThat(host.written()).hasSize(1);
        host.receives("MSH|^~\\&|BA||H||1||ORL^O34^ORL_O34|6|P|2.5.1\rMSA|AA|5\rSPM|1\rORC|OK|W1\r");
        assertThat(host.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(OrderAnswer.of(answered.message())
                                        .orElseThrow()
                                        .statusOf("W1"))
                                .contains(OrderAnswer.Status.ACCEPTED));
        host.receives("MSH|^~\\&|BA||H||1||QBP^Q11|7|P|2.5.1|||ER|AL\rQPD|WOS^Work Order Step^IHE_LABTF|Q1|S1\r");
        assertThat(WorkQuery.of(host.last().message())).contains(new WorkQuery.Specimen("Q1", "S1"));
    }

    @Test
    @DisplayName("Abbott Alinity: a value below the limit is text")
    void abbottAlinity() {
        Host host = new Host("abbott-alinity");
        host.receives("MSH|^~\\&|ALINITY||H||1||OUL^R22^OUL_R22|7|P|2.5.1|||NE|AL||UNICODE UTF-8\r"
                + "SPM|1|S1\rOBR||\"\"\rOBX|1|ST|HBS||< 20\r");
        assertThat(ResultReport.of(host.last().message())
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .observations()
                        .get(0)
                        .value()
                        .text())
                .isEqualTo("< 20");
        host.accepts();
        assertThat(host.written()).hasSize(1);
    }

    @Test
    @DisplayName("IHE LAW: a repeat is answered again and not delivered again")
    void iheLaw() {
        Host host = new Host("ihe-law");
        String results = "MSH|^~\\&|A||M||1||OUL^R22|7|P|2.5.1|||NE|AL\rSPM|1\rOBR||W1\rOBX|1||||5\r";
        host.receives(results);
        host.accepts();
        host.receives(results);
        assertThat(host.delivered()).hasSize(1);
        assertThat(host.written()).hasSize(2);
        assertThat(WorkOrder.of(host.last().message())).isEmpty();
    }

    @Test
    @DisplayName("Getein: the analyzer listens, and answers are found by order")
    void getein() {
        Host host = new Host("getein");
        assertThat(host.dialect.roles()).containsExactly(AnalyzerDialect.Role.LISTENS);
        host.exchange.send(
                Hl7Message.of("MSH|^~\\&|H||G||1||QRY^Q02|5|P|2.3.1\rQRD|1\r".getBytes(UTF_8)),
                Completion.displayResponse(),
                0,
                host.events::add);
        assertThat(host.written()).hasSize(1);
        host.receives(
                "MSH|^~\\&|||||1||QCK^Q02|5|P|2.3.1||||||UTF8\rMSA|AA|1|Message accepted|||0|\rERR|0|\rQAK|SR|OK|\r");
        host.receives("MSH|^~\\&|||||1||DSR^Q03|5|P|2.3.1||||||UTF8\rMSA|AA|1\rDSP|1||x\rDSC||\r");
        assertThat(host.events).hasExactlyElementsOfTypes(PartlyAnswered.class, Answered.class);
    }

    @Test
    @DisplayName("urine strip reader: version and delimiters come back as they are, LF ends segments")
    void urineStripReader() {
        Host host = new Host("urine-strip-reader");
        host.receives("MSH#$%!&#URI#X###1##ORU$R01#0001#P#2.3.1$x\nOBR#1\nOBX#1#ST#GLU##neg\n");
        assertThat(host.last().message().segments()).hasSize(3);
        host.accepts();
        assertThat(host.written())
                .containsExactly("MSH#$%!&###URI#X#19700101000000+0000##ACK$R01#H1#P#2.3.1$x\r"
                        + "MSA#AA#0001#Message accepted\r");
        assertThat(Optional.of(host.last().message().version())).contains("2.3.1");
    }
}
