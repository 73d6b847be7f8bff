// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.law.LawMessages.Parties;
import io.assaylink.hl7.law.LawSpecimen.Role;
import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.law.ResultReport.Observation;
import io.assaylink.hl7.law.ResultReport.ReportedStep;
import io.assaylink.hl7.law.WorkOrder.Action;
import io.assaylink.hl7.law.WorkOrder.Step;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of LAW, by the assertions of the profile. */
class LawTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-01-02T03:04:05+01:00");

    private final LawMessages analyzer = new LawMessages(
            new Parties(List.of("AN", "00-11", "EUI-64"), List.of("LAB"), List.of("MGR"), List.of("LAB")), () -> "A1");
    private final LawMessages manager = new LawMessages(Parties.of("MGR", "LAB", "AN", "LAB"), () -> "M1");

    private static String text(Hl7Message message) {
        assertThat(message.problems()).isEmpty();
        return new String(message.toBytes(), UTF_8).replace('\r', '\n');
    }

    private static List<String> ids(Hl7Message message) {
        return message.segments().stream().map(Segment::id).toList();
    }

    private Hl7Message order(String container, String... steps) {
        OrderBuilder order =
                manager.order(TIME).specimen(LawSpecimen.of(container).withType("SER"));
        for (String step : steps) {
            order.newStep(step, "R", obr -> obr.set(4, "GLU", "Glucose", "99LAB"));
        }
        return order.toMessage();
    }

    private static WorkOrder read(Hl7Message message) {
        return WorkOrder.of(message).orElseThrow();
    }

    private static OrderAnswer answer(Hl7Message message) {
        return OrderAnswer.of(message).orElseThrow();
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    @Test
    @DisplayName("LAB27-001 one query for one recognised specimen")
    void aQueryNamesOneSpecimen() {
        Hl7Message query = analyzer.query(new WorkQuery.Specimen("Q1", "S&1"), TIME);
        assertThat(text(query))
                .isEqualTo(
                        "MSH|^~\\&|AN^00-11^EUI-64|LAB|MGR|LAB|20260102030405+0100||QBP^Q11^QBP_Q11|A1|P|2.5.1|||NE|AL||"
                                + "UNICODE UTF-8|||LAB-27^IHE\n"
                                + "QPD|WOS^Work Order Step^IHELAW|Q1|S\\T\\1\nRCP|I||R^Real Time^HL70394\n");
        assertThat(WorkQuery.of(query)).contains(new WorkQuery.Specimen("Q1", "S&1"));
    }

    @ParameterizedTest
    @CsvSource({"OK,AA", "NF,AA", "AE,AE", "AR,AR"})
    @DisplayName("LAB27-002 the response says that the query was taken and carries no work")
    void theResponseCarriesNoWork(QueryAnswer.Status status, AckCode code) {
        Hl7Message query = analyzer.query(new WorkQuery.Specimen("Q1", "S1"), TIME);
        Hl7Message response = manager.queryResponse(query, status, TIME);
        assertThat(ids(response)).containsExactly("MSH", "MSA", "QAK", "QPD");
        assertThat(text(response))
                .isEqualTo("MSH|^~\\&|MGR|LAB|AN^00-11^EUI-64|LAB|20260102030405+0100||RSP^K11^RSP_K11|M1|P|2.5.1||||||"
                        + "UNICODE UTF-8|||LAB-27^IHE\nMSA|" + code + "|A1\nQAK|Q1|" + status
                        + "|WOS^Work Order Step^IHELAW\nQPD|WOS^Work Order Step^IHELAW|Q1|S1\n");
        QueryAnswer read = QueryAnswer.of(response).orElseThrow();
        assertThat(read.code()).contains(code);
        assertThat(read.status()).contains(status);
        assertThat(read.tag()).isEqualTo("Q1");
        assertThat(read.isTaken()).isEqualTo(code == AckCode.AA);
    }

    @Test
    @DisplayName("LAB27-003 the work follows as an order of the manager")
    void workFollowsAsAnOrder() {
        WorkQuery.Specimen query = new WorkQuery.Specimen("Q1", "S1");
        Hl7Message order = manager.order(query, TIME)
                .patient(pid -> pid.set(3, "P1"))
                .segment("PV1", pv1 -> pv1.set(2, "U"))
                .specimen(
                        LawSpecimen.of("S1").withSpecimen("E1").withType("SER").inCarrier("R7", "2"),
                        spm -> spm.subcomponent(2, 1, 2, "LIS"))
                .newStep("W1", "S", obr -> obr.set(4, "GLU", "Glucose", "99LAB"))
                .segment("TCD", tcd -> tcd.set(1, "GLU"))
                .cancelStep("W0", obr -> obr.set(4, "K"))
                .toMessage();
        assertThat(text(order))
                .isEqualTo(
                        "MSH|^~\\&|MGR|LAB|AN|LAB|20260102030405+0100||OML^O33^OML_O33|M1|P|2.5.1|||NE|AL||UNICODE UTF-8"
                                + "|||LAB-28^IHE\nPID|||P1\nPV1||U\nSPM|1|E1&LIS||SER^^HL70487|||||||P^Patient^HL70369\n"
                                + "SAC|||S1|||||||R7|2\nORC|NW||||||||20260102030405\nTQ1|||||||||S^^HL70485\n"
                                + "OBR||W1||GLU^Glucose^99LAB\nTCD|GLU\nORC|CA||||||||20260102030405\nOBR||W0||K\n");
        WorkOrder read = read(order);
        assertThat(read.message()).isSameAs(order);
        assertThat(read.isNegativeQueryResponse()).isFalse();
        assertThat(read.specimens())
                .singleElement()
                .satisfies(work -> assertThat(work.specimen())
                        .isEqualTo(LawSpecimen.of("S1")
                                .withSpecimen("E1")
                                .withType("SER")
                                .inCarrier("R7", "2")));
        assertThat(read.steps()).extracting(Step::action).containsExactly(Action.NEW, Action.CANCEL);
        assertThat(read.steps()).extracting(Step::id).containsExactly(Optional.of("W1"), Optional.of("W0"));
        assertThat(read.steps()).extracting(Step::test).containsExactly("GLU", "K");
        assertThat(read.steps()).extracting(Step::priority).containsExactly("S", "");
        assertThat(read.steps().get(0).group().allSegments()).hasSize(4);
    }

    @Test
    @DisplayName("LAB27-004 no work is a negative query response")
    void noWorkIsANegativeQueryResponse() {
        WorkOrder read = read(manager.noWork(LawSpecimen.of("S9"), TIME));
        assertThat(read.isNegativeQueryResponse()).isTrue();
        assertThat(read.steps()).isEmpty();
        assertThat(read.specimens().get(0).noWork()).isTrue();
        assertThat(read.specimens().get(0).specimen())
                .isEqualTo(LawSpecimen.of("S9").withRole(Role.UNKNOWN));
        assertThat(read(order("S9", "W1")).isNegativeQueryResponse()).isFalse();
    }

    @Test
    @DisplayName("LAB27-005 a query for all work has QPD-1 and QPD-2 alone")
    void allWork() {
        Hl7Message query = analyzer.query(new WorkQuery.All("Q2"), TIME);
        assertThat(text(query)).contains("\nQPD|WOS_ALL^Work Order Step All^IHELAW|Q2\n");
        assertThat(WorkQuery.of(query)).contains(new WorkQuery.All("Q2"));
    }

    @Test
    @DisplayName("LAB27-006 a query by rack has QPD-1, 2, 4, 5 and 8 if there is one")
    void byRack() {
        Hl7Message query = analyzer.query(new WorkQuery.Rack("Q3", "R7", "2", ""), TIME);
        assertThat(text(query)).contains("\nQPD|WOS_BY_RACK^Work Order Step by Rack^IHELAW|Q3||R7|2\n");
        WorkQuery.Rack with = new WorkQuery.Rack("Q3", "R7", "2", "LINE1");
        assertThat(text(analyzer.query(with, TIME))).contains("|Q3||R7|2|||LINE1\n");
        assertThat(WorkQuery.of(analyzer.query(with, TIME))).contains(with);
        assertThat(WorkQuery.of(query)).contains(new WorkQuery.Rack("Q3", "R7", "2", ""));
    }

    @Test
    @DisplayName("LAB27-007 a query by tray has QPD-1, 2, 6, 7 and 8 if there is one")
    void byTray() {
        WorkQuery.Tray asked = new WorkQuery.Tray("Q4", "T1", "5", "LINE1");
        Hl7Message query = analyzer.query(asked, TIME);
        assertThat(text(query)).contains("\nQPD|WOS_BY_TRAY^Work Order Step by Tray^IHELAW|Q4||||T1|5|LINE1\n");
        assertThat(WorkQuery.of(query)).contains(asked);
    }

    @Test
    @DisplayName("LAB27-008 a query for an isolate names the container of its parent")
    void byIsolate() {
        WorkQuery.Isolate asked = new WorkQuery.Isolate("Q5", "S1", "I1");
        Hl7Message query = analyzer.query(asked, TIME);
        assertThat(text(query)).contains("\nQPD|WOS_BY_ISOLATE^Work Order Step by Isolate^IHELAW|Q5|S1||||||I1\n");
        assertThat(WorkQuery.of(query)).contains(asked);
    }

    @Test
    @DisplayName("a query that cannot be answered is answered AE with the field")
    void unusableQueries() {
        Hl7Message nothing = message("MSH|^~\\&|AN||||1||QBP^WOS^QBP_Q11|7|P|2.5.1\rQPD|WOS^^IHELAW|Q1\r");
        assertThat(WorkQuery.of(nothing)).contains(new WorkQuery.Unusable("Q1", 3));
        Hl7Message response = manager.queryResponse(nothing, QueryAnswer.Status.OK, TIME);
        assertThat(text(response))
                .contains("\nMSA|AE|7\nERR||QPD^1^3|101^Required field missing^HL70357|E\nQAK|Q1|AE|WOS^^IHELAW\n");
        Hl7Message unknown = message("MSH|^~\\&|AN||||1||QBP^Q11|7|P|2.5.1\rQPD|WOS_BY_MOON|Q1\r");
        assertThat(WorkQuery.of(unknown)).contains(new WorkQuery.Unusable("Q1", 1));
        assertThat(text(manager.queryResponse(unknown, QueryAnswer.Status.OK, TIME)))
                .contains("\nERR||QPD^1^1|103^Table value not found^HL70357|E\n");
        assertThat(WorkQuery.of(message("MSH|^~\\&|AN||||1||QBP^Q11|7|P|2.5.1\rQPD|Q22^Find|Q1\r")))
                .isEmpty();
        assertThat(WorkQuery.of(message("MSH|^~\\&|AN||||1||QBP^Q11|7|P|2.5.1\r")))
                .isEmpty();
        assertThat(WorkQuery.of(message("MSH|^~\\&|AN||||1||ORU^R01|7|P|2.5.1\rQPD|WOS|Q1|S\r")))
                .isEmpty();
        for (String name : List.of("WOS", "WOS_ALL", "WOS_BY_RACK", "WOS_BY_TRAY", "WOS_BY_ISOLATE")) {
            assertThat(WorkQuery.of(message("MSH|^~\\&|AN||||1||QBP^Q11|7|P|2.5.1\rQPD|" + name + "\r")))
                    .contains(new WorkQuery.Unusable("", 2));
        }
    }

    @Test
    @DisplayName("LAB28-001 a negative query response has MSH, SPM, SAC and ORC alone")
    void negativeQueryResponse() {
        assertThat(text(manager.noWork(LawSpecimen.of("S9"), TIME)))
                .isEqualTo(
                        "MSH|^~\\&|MGR|LAB|AN|LAB|20260102030405+0100||OML^O33^OML_O33|M1|P|2.5.1|||NE|AL||UNICODE UTF-8"
                                + "|||LAB-28^IHE\nSPM|1|||\"\"|||||||U^Unknown^HL70369\nSAC|||S9\nORC|DC||||||||20260102030405\n");
    }

    @Test
    @DisplayName("LAB28-003 the answer to an order is an ORL_O42")
    void theAnswerIsAnOrlO42() {
        Hl7Message order = manager.order(TIME)
                .patient(pid -> pid.set(3, "P1").set(5, "NAME"))
                .specimen(LawSpecimen.of("S1"))
                .newStep("W1", "R", obr -> {})
                .specimen(LawSpecimen.of("S2"))
                .newStep("W2", "R", obr -> {})
                .toMessage();
        Hl7Message answer =
                analyzer.orderResponse(read(order), List.of(Status.ACCEPTED, Status.UNABLE_TO_ACCEPT), TIME);
        assertThat(text(answer))
                .isEqualTo("MSH|^~\\&|AN|LAB|MGR|LAB|20260102030405+0100||ORL^O34^ORL_O42|A1|P|2.5.1||||||UNICODE UTF-8"
                        + "|||LAB-28^IHE\nMSA|AA|M1\nPID|||P1\nSPM|1|||\"\"|||||||P^Patient^HL70369\nSAC|||S1\n"
                        + "ORC|OK|W1|||SC\nSPM|1|||\"\"|||||||P^Patient^HL70369\nSAC|||S2\nORC|UA|W2|||CA\n");
        assertThat(answer(answer).steps())
                .containsExactly(
                        new OrderAnswer.AnsweredStep("S1", Optional.of("W1"), Status.ACCEPTED),
                        new OrderAnswer.AnsweredStep("S2", Optional.of("W2"), Status.UNABLE_TO_ACCEPT));
    }

    @Test
    @DisplayName("LAB28-004 each new step is accepted (OK) or not (UA)")
    void eachNewStepIsAcceptedOrNot() {
        WorkOrder order = read(order("S1", "W1", "W2"));
        List<Status> statuses = new WorkList(10, true)
                .take(order, step -> step.id().orElseThrow().equals("W1"));
        OrderAnswer answer = answer(analyzer.orderResponse(order, statuses, TIME));
        assertThat(answer.code()).contains(AckCode.AA);
        assertThat(answer.statusOf("W1")).contains(Status.ACCEPTED);
        assertThat(answer.statusOf("W2")).contains(Status.UNABLE_TO_ACCEPT);
        assertThat(answer.statusOf("W3")).isEmpty();
    }

    @Test
    @DisplayName("LAB28-005 each cancelled step is cancelled (CR) or not (UC)")
    void eachCancelledStepIsCancelledOrNot() {
        WorkList list = new WorkList(10, true);
        list.take(read(order("S1", "W1", "W2", "W3")), step -> true);
        assertThat(list.begin("W2")).isTrue();
        assertThat(list.end("W3")).isTrue();
        WorkOrder cancel = read(manager.order(TIME)
                .specimen(LawSpecimen.of("S1"))
                .cancelStep("W1", obr -> {})
                .cancelStep("W2", obr -> {})
                .cancelStep("W3", obr -> {})
                .cancelStep("W4", obr -> {})
                .toMessage());
        List<Status> statuses = list.take(cancel, step -> true);
        assertThat(statuses)
                .containsExactly(
                        Status.CANCELLED, Status.UNABLE_TO_CANCEL, Status.UNABLE_TO_CANCEL, Status.UNABLE_TO_CANCEL);
        assertThat(text(analyzer.orderResponse(cancel, statuses, TIME))).contains("\nORC|CR|W1|||CA\nORC|UC|W2|||IP\n");
        assertThat(list.waiting()).isEmpty();
    }

    @Test
    @DisplayName("LAB28-006 a repeated or reused id of a step is refused with UA")
    void aReusedIdIsRefused() {
        WorkList list = new WorkList(10, true);
        WorkOrder twice =
                read(message("MSH|^~\\&|MGR||||1||OML^O33|7|P|2.5.1\rSPM|1\rORC|NW\rOBR||W1\rORC|NW\rOBR||W1\r"));
        assertThat(list.take(twice, step -> true)).containsExactly(Status.ACCEPTED, Status.UNABLE_TO_ACCEPT);
        list.end("W1");
        assertThat(list.take(read(order("S1", "W1")), step -> true)).containsExactly(Status.UNABLE_TO_ACCEPT);
        WorkOrder nameless = read(message("MSH|^~\\&|MGR||||1||OML^O33|7|P|2.5.1\rSPM|1\rORC|NW\rOBR||\"\"\rORC|XX\r"));
        assertThat(list.take(nameless, step -> true)).containsExactly(Status.UNABLE_TO_ACCEPT, Status.UNABLE_TO_ACCEPT);
        assertThat(text(analyzer.orderResponse(nameless, list.take(nameless, step -> true), TIME)))
                .contains("\nORC|UA|\"\"|||CA\n");
        assertThatThrownBy(() -> order("S1", "W1", "W1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("LAB28-007 an order for a queried specimen holds no other")
    void anOrderForAQueriedSpecimenHoldsNoOther() {
        OrderBuilder order = manager.order(new WorkQuery.Specimen("Q1", "S1"), TIME)
                .specimen(LawSpecimen.of("S1"))
                .newStep("W1", "R", obr -> {});
        assertThatThrownBy(() -> order.specimen(LawSpecimen.of("S2"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(read(order.toMessage()).specimens()).hasSize(1);
    }

    @Test
    @DisplayName("LAB28-008 a negative query response for a specimen that is not known is answered AR and ERR")
    void anUnknownSpecimenIsAnsweredAr() {
        Hl7Message answer = analyzer.unknownContainer(read(manager.noWork(LawSpecimen.of("S9"), TIME)), TIME);
        assertThat(ids(answer)).containsExactly("MSH", "MSA", "ERR");
        assertThat(text(answer))
                .contains("\nMSA|AR|M1\nERR||SAC^1^3|204^Unknown key identifier^HL70357|E||S9||"
                        + "The container is not on board\n");
        assertThat(answer(answer).code()).contains(AckCode.AR);
        assertThat(answer(answer).unknownContainers()).containsExactly("S9");
        assertThat(answer(answer).steps()).isEmpty();
    }

    @Test
    @DisplayName("LAB28-009 a negative query response is answered with MSH and MSA alone")
    void aNegativeQueryResponseIsAnsweredShortly() {
        WorkOrder noWork = read(manager.noWork(LawSpecimen.of("S9"), TIME));
        Hl7Message answer = analyzer.orderResponse(noWork, new WorkList(1, true).take(noWork, step -> true), TIME);
        assertThat(ids(answer)).containsExactly("MSH", "MSA");
        assertThat(answer(answer).code()).contains(AckCode.AA);
        assertThat(answer(answer).steps()).isEmpty();
    }

    @Test
    @DisplayName("LAB29-001 results are an OUL^R22")
    void resultsAreAnOulR22() {
        Hl7Message results = analyzer.results(TIME)
                .patient(pid -> pid.set(3, "P1"))
                .specimen(LawSpecimen.of("S1").withType("SER"))
                .step("W1", "CM", obr -> obr.set(4, "GLU"))
                .observation(obx -> obx.set(2, "NM")
                        .set(3, "GLU")
                        .set(5, "5.4")
                        .set(11, "F")
                        .repeat(18, "MODEL", "VENDOR")
                        .repeat(18, "SN1", "VENDOR"))
                .segment("NTE", nte -> nte.set(3, "seen"))
                .observation(obx -> obx.set(2, "NM").set(3, "GLU").set(5, "0.4").set(29, "RAW"))
                .toMessage();
        assertThat(text(results))
                .isEqualTo(
                        "MSH|^~\\&|AN^00-11^EUI-64|LAB|MGR|LAB|20260102030405+0100||OUL^R22^OUL_R22|A1|P|2.5.1|||NE|AL||"
                                + "UNICODE UTF-8|||LAB-29^IHE\nPID|||P1\nSPM|1|||SER^^HL70487|||||||P^Patient^HL70369\nSAC|||S1\n"
                                + "OBR||W1||GLU\nORC|SC||||CM\n"
                                + "OBX|1|NM|GLU||5.4||||||F|||||||MODEL^VENDOR~SN1^VENDOR|||||||||||RSLT\nNTE|||seen\n"
                                + "OBX|2|NM|GLU||0.4||||||||||||||||||||||||RAW\n");
        ResultReport report = ResultReport.of(results).orElseThrow();
        assertThat(report.steps()).singleElement().satisfies(step -> {
            assertThat(step.id()).contains("W1");
            assertThat(step.status()).isEqualTo("CM");
            assertThat(step.specimen().orElseThrow().container()).isEqualTo("S1");
            assertThat(step.observations()).extracting(Observation::kind).containsExactly("RSLT", "RAW");
            assertThat(step.observations().get(0).value().text()).isEqualTo("5.4");
            assertThat(step.observations().get(0).test()).isEqualTo("GLU");
            assertThat(step.observations().get(0).instruments()).hasSize(2);
            assertThat(step.group().allSegments()).hasSize(5);
        });
    }

    @Test
    @DisplayName("LAB29-002 results are answered ACK^R22^ACK")
    void resultsAreAnsweredAckR22() {
        Hl7Message results = analyzer.results(TIME)
                .specimen(LawSpecimen.of("S1"))
                .step("W1", "CM", obr -> {})
                .toMessage();
        assertThat(text(manager.resultResponse(results, AckCode.AA, TIME)))
                .isEqualTo("MSH|^~\\&|MGR|LAB|AN^00-11^EUI-64|LAB|20260102030405+0100||ACK^R22^ACK|M1|P|2.5.1||||||"
                        + "UNICODE UTF-8|||LAB-29^IHE\nMSA|AA|A1\n");
        assertThat(text(manager.resultResponse(results, AckCode.AE, TIME)))
                .endsWith("\nMSA|AE|A1\nERR|||207^Application internal error^HL70357|E\n");
        assertThatThrownBy(() -> manager.resultResponse(results, AckCode.CA, TIME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("LAB29-003 unsolicited results have the id \"\" and are taken")
    void unsolicitedResultsAreTaken() {
        Hl7Message results = analyzer.results(TIME)
                .specimen(LawSpecimen.of("S1").withRole(Role.CONTROL))
                .unsolicitedStep("CM", obr -> obr.set(4, "GLU"))
                .observation(obx -> obx.set(5, "6.1"))
                .toMessage();
        assertThat(text(results)).contains("\nOBR||\"\"||GLU\n").contains("|||||||Q^Control specimen^HL70369\n");
        ReportedStep step = ResultReport.of(results).orElseThrow().steps().get(0);
        assertThat(step.id()).isEmpty();
        assertThat(step.observations()).hasSize(1);
    }

    @Test
    @DisplayName("LAW-004 an analyzer that cannot cancel says so")
    void whoCannotCancelSaysSo() {
        WorkList list = new WorkList(10, false);
        list.take(read(order("S1", "W1")), step -> true);
        WorkOrder cancel = read(manager.order(TIME)
                .specimen(LawSpecimen.of("S1"))
                .cancelStep("W1", obr -> {})
                .toMessage());
        assertThat(list.take(cancel, step -> true)).containsExactly(Status.UNABLE_TO_CANCEL);
        assertThat(list.waiting()).containsExactly("W1");
    }

    @Test
    @DisplayName("LAW-005 the id of a step comes from the manager; one that is not known is \"\"")
    void idsAreNeverInvented() {
        assertThatThrownBy(() ->
                        analyzer.results(TIME).specimen(LawSpecimen.of("S1")).step(" ", "CM", obr -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        Hl7Message results = analyzer.results(TIME)
                .specimen(LawSpecimen.of("S1"))
                .unsolicitedStep("CM", obr -> obr.set(2, "TYPED"))
                .toMessage();
        assertThat(results.get("OBR-2").isNull()).isTrue();
    }

    @Test
    @DisplayName("LAW-006 results of a step come over time and more than once")
    void resultsComeOverTime() {
        WorkList list = new WorkList(10, true);
        list.take(read(order("S1", "W1")), step -> true);
        assertThat(list.begin("W1")).isTrue();
        assertThat(list.end("W1")).isTrue();
        assertThat(list.end("W1")).isTrue(); // again, and still known
        Hl7Message more = analyzer.results(TIME)
                .specimen(LawSpecimen.of("S1"))
                .step("W1", "IP", obr -> {})
                .observation(obx -> obx.set(5, "1"))
                .step("W1", "CM", obr -> {})
                .observation(obx -> obx.set(5, "2"))
                .toMessage();
        assertThat(ResultReport.of(more).orElseThrow().steps())
                .extracting(ReportedStep::status)
                .containsExactly("IP", "CM");
    }

    @Test
    @DisplayName("LAW-008 a reflex has the id \"\" and names its parent")
    void aReflexNamesItsParent() {
        Hl7Message results = analyzer.results(TIME)
                .specimen(LawSpecimen.of("S1"))
                .step("W1", "CM", obr -> obr.set(4, "TSH"))
                .reflexStep("W1", "CM", obr -> obr.set(4, "FT4"))
                .toMessage();
        ReportedStep reflex = ResultReport.of(results).orElseThrow().steps().get(1);
        assertThat(reflex.id()).isEmpty();
        assertThat(reflex.parent()).contains("W1");
    }

    @Test
    @DisplayName("ORU^R01 has its specimen behind the results")
    void observationsOfAnOrder() {
        Hl7Message results = analyzer.observations(TIME)
                .patient(pid -> pid.set(3, "P1"))
                .step("W1", "CM", obr -> obr.set(4, "GLU"))
                .observation(obx -> obx.set(5, "5.4"))
                .step("W2", "CM", obr -> obr.set(4, "K"))
                .observation(obx -> obx.set(5, "4.1"))
                .toMessage();
        assertThat(ids(results)).containsExactly("MSH", "PID", "ORC", "OBR", "OBX", "ORC", "OBR", "OBX");
        assertThat(results.get("MSH-21").isAbsent()).isTrue();
        assertThat(ResultReport.of(results).orElseThrow().steps())
                .extracting(step -> step.observations().get(0).value().text())
                .containsExactly("5.4", "4.1");
        Hl7Message with = message(new String(results.toBytes(), ISO_8859_1) + "SPM|1|E2\r");
        assertThat(ResultReport.of(with)
                        .orElseThrow()
                        .steps()
                        .get(1)
                        .specimen()
                        .orElseThrow()
                        .specimen())
                .isEqualTo("E2");
        assertThatThrownBy(() -> analyzer.observations(TIME).specimen(LawSpecimen.of("S1")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("readers look at MSH-9.1 and 9.2 alone: structures are a vendor's own")
    void structuresAreNotLookedAt() {
        assertThat(WorkOrder.of(message("MSH|^~\\&|M||||1||OML^O33^PCUPL_U01|7||2.5.1\rSPM|1|E\rORC|NW\rOBR||W1\r"))
                        .orElseThrow()
                        .steps())
                .hasSize(1);
        assertThat(ResultReport.of(message("MSH|^~\\&|A||||1||OUL^R23|7||2.5.1\rSPM|1\rSAC|||C\rOBR||W1\rOBX|1||||5\r"))
                        .orElseThrow()
                        .steps()
                        .get(0)
                        .specimen()
                        .orElseThrow()
                        .container())
                .isEqualTo("C");
        assertThat(OrderAnswer.of(message(
                                "MSH|^~\\&|A||||1||ORL^O34^ORL_O34|7||2.5.1\rMSA|AA|1\rSPM|1\rORC|ZZ|\r" + "OBR||W1\r"))
                        .orElseThrow()
                        .steps())
                .containsExactly(new OrderAnswer.AnsweredStep("", Optional.of("W1"), Status.OTHER));
        Hl7Message other = message("MSH|^~\\&|A||||1||ADT^A01|7||2.5.1\r");
        assertThat(WorkOrder.of(other)).isEmpty();
        assertThat(OrderAnswer.of(other)).isEmpty();
        assertThat(ResultReport.of(other)).isEmpty();
        assertThat(QueryAnswer.of(other)).isEmpty();
        assertThat(QueryAnswer.of(message("MSH|^~\\&|A||||1||RSP^K11|7\rMSA|??|1\rQAK|Q|ZZ\r"))
                        .orElseThrow()
                        .isTaken())
                .isFalse();
    }

    @Test
    @DisplayName("a response speaks in the delimiters, the charset and the version of its request")
    void aResponseSpeaksAsItsRequest() {
        Hl7Message query = message("MSH#*~\\&#A&1*x#F###1##QBP*Q11#7#T#2.5###NE#AL##8859/1\rQPD#WOS*N\u00e4me#Q1#S1\r");
        assertThat(new String(
                        manager.queryResponse(query, QueryAnswer.Status.OK, TIME)
                                .toBytes(),
                        ISO_8859_1))
                .isEqualTo(
                        "MSH#*~\\&###A&1*x#F#20260102030405+0100##RSP*K11*RSP_K11#M1#T#2.5######8859/1###LAB-27*IHE\r"
                                + "MSA#AA#7\rQAK#Q1#OK#WOS*N\u00e4me\rQPD#WOS*N\u00e4me#Q1#S1\r");
        Hl7Message few = message("MSH|^~|A^x|F||||1|QBP^Q11|7\rQPD|WOS^N|Q&1|S1\r");
        Hl7Message response = manager.queryResponse(few, QueryAnswer.Status.OK, TIME);
        assertThat(response.get("MSH-2").text()).isEqualTo("^~\\&");
        assertThat(response.get("MSH-5.2").text()).isEqualTo("x");
        assertThat(response.get("MSH-12").text()).isEqualTo("2.5.1");
        assertThat(response.get("QAK-1").text()).isEqualTo("Q&1");
        Hl7Message wide = message("MSH|^~\\&|A|F||||1|QBP^Q11|7||||||||UNICODE UTF-16\rQPD|WOS^N|Q1|S\n1\r");
        assertThat(manager.queryResponse(wide, QueryAnswer.Status.OK, TIME)
                        .get("QPD-3")
                        .isAbsent())
                .isTrue();
    }

    @Test
    @DisplayName("a full list forgets ended steps, the oldest first, and refuses when none has ended")
    void aFullListRefuses() {
        WorkList list = new WorkList(2, true);
        assertThat(list.take(read(order("S1", "W1", "W2", "W3")), step -> true))
                .containsExactly(Status.ACCEPTED, Status.ACCEPTED, Status.UNABLE_TO_ACCEPT);
        list.end("W1");
        assertThat(list.take(read(order("S1", "W3")), step -> true)).containsExactly(Status.ACCEPTED);
        assertThat(list.waiting()).containsExactly("W2", "W3");
        assertThat(list.begin("W1")).isFalse();
        assertThat(list.end("W1")).isFalse();
        assertThatThrownBy(() -> new WorkList(0, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("misuse is an exception")
    void misuse() {
        assertThatThrownBy(() -> new WorkQuery.Specimen("", "S1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> analyzer.query(new WorkQuery.Unusable("Q1", 1), TIME))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> manager.order(TIME).toMessage()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> manager.order(TIME).newStep("W1", "R", obr -> {}))
                .isInstanceOf(IllegalStateException.class);
        OrderBuilder open = manager.order(TIME).specimen(LawSpecimen.of("S1"));
        assertThatThrownBy(() -> open.specimen(LawSpecimen.of("S2"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(open::toMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open.patient(pid -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> open.segment("OBR", obr -> {})).isInstanceOf(IllegalArgumentException.class);
        ResultBuilder results = analyzer.results(TIME);
        assertThatThrownBy(results::toMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> results.unsolicitedStep("CM", obr -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> results.observation(obx -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> results.segment("OBX", obx -> {})).isInstanceOf(IllegalArgumentException.class);
        results.specimen(LawSpecimen.of("S1"));
        assertThatThrownBy(() -> results.patient(pid -> {})).isInstanceOf(IllegalStateException.class);
        WorkOrder order = read(order("S1", "W1"));
        assertThatThrownBy(() -> analyzer.orderResponse(order, List.of(), TIME))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> analyzer.orderResponse(order, List.of(Status.OTHER), TIME))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("no identifier is in a toString")
    void nothingIsShown() {
        Hl7Message order = order("SECRET", "SECRET-1");
        WorkOrder read = read(order);
        OrderAnswer answer = answer(analyzer.orderResponse(read, List.of(Status.ACCEPTED), TIME));
        ResultReport report = ResultReport.of(analyzer.results(TIME)
                        .specimen(LawSpecimen.of("SECRET"))
                        .step("SECRET-1", "CM", obr -> {})
                        .observation(obx -> obx.set(5, "SECRET"))
                        .toMessage())
                .orElseThrow();
        assertThat(List.of(
                                read,
                                read.specimens(),
                                read.steps(),
                                answer,
                                answer.steps(),
                                report,
                                report.steps(),
                                report.steps().get(0).observations(),
                                new WorkQuery.Specimen("Q1", "SECRET"),
                                new WorkQuery.Isolate("Q1", "SECRET", "SECRET"))
                        .toString())
                .doesNotContain("SECRET");
        QueryAnswer taken = QueryAnswer.of(manager.queryResponse(
                        analyzer.query(new WorkQuery.Specimen("Q1", "SECRET"), TIME), QueryAnswer.Status.OK, TIME))
                .orElseThrow();
        WorkList list = new WorkList(1, true);
        list.take(read, step -> true);
        assertThat(taken.toString() + list).doesNotContain("SECRET");
    }
}
