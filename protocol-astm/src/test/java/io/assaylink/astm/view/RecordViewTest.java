// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.value.TestId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** E1394 7 to 15: positions and code tables. */
class RecordViewTest {

    private static final String HEADER = "H|\\^&<CR>";

    /** A record whose field n is {@code fn^fnb}. */
    private static AstmRecord numbered(char type, int fields) {
        StringBuilder text = new StringBuilder(HEADER).append(type).append("|7");
        IntStream.rangeClosed(3, fields)
                .forEach(n -> text.append("|f").append(n).append("^f").append(n).append('b'));
        return AstmMessage.of(Wire.bytes(text + "<CR>")).record(1);
    }

    private static AstmRecord record(String text) {
        return AstmMessage.of(Wire.bytes(HEADER + text + "<CR>")).record(1);
    }

    private static String both(int field) {
        return "f" + field + "^f" + field + "b";
    }

    private static <E extends Enum<E> & Code> String codes(Class<E> table) {
        return String.join(
                " ", Arrays.stream(table.getEnumConstants()).map(Code::code).toList());
    }

    @Test
    @DisplayName("E1394 7 header")
    void header() {
        Header header = new Header(AstmMessage.of(Wire.bytes(
                        "H|\\^&|id|pw|cobas-e411^1^77|street^city||tel|8N1|host|TSREQ^REAL|P|1|20240102030405<CR>"))
                .record(0));
        assertThat(List.of(
                        header.controlId(),
                        header.password(),
                        header.sender(),
                        header.senderTelephone(),
                        header.characteristics(),
                        header.receiver(),
                        header.instructions(),
                        header.version()))
                .containsExactly("id", "pw", "cobas-e411", "tel", "8N1", "host", "TSREQ^REAL", "1");
        assertThat(header.senderParts()).containsExactly("cobas-e411", "1", "77");
        assertThat(header.senderAddress()).containsExactly("street", "city");
        assertThat(header.processing().value()).contains(Header.Processing.PRODUCTION);
        assertThat(header.time().value().orElseThrow().text()).isEqualTo("20240102030405");
        assertThat(header.sequence()).isEmpty();
        assertThat(codes(Header.Processing.class)).isEqualTo("P T D Q");
    }

    @Test
    @DisplayName("E1394 8 patient")
    void patient() {
        Patient patient = new Patient(numbered('P', 35));
        assertThat(List.of(
                        patient.practiceId(),
                        patient.laboratoryId(),
                        patient.otherId(),
                        patient.race(),
                        patient.telephone(),
                        patient.special1(),
                        patient.special2(),
                        patient.height(),
                        patient.weight(),
                        patient.diagnosis(),
                        patient.medication(),
                        patient.diet(),
                        patient.practiceField1(),
                        patient.practiceField2(),
                        patient.location(),
                        patient.diagnosticCodeNature(),
                        patient.diagnosticCode(),
                        patient.religion(),
                        patient.maritalStatus(),
                        patient.isolation(),
                        patient.language(),
                        patient.hospitalService(),
                        patient.institution(),
                        patient.dosageCategory()))
                .containsExactlyElementsOf(IntStream.of(
                                3, 4, 5, 10, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30, 31, 32, 33, 34,
                                35)
                        .mapToObj(RecordViewTest::both)
                        .toList());
        assertThat(patient.name()).isEqualTo(PersonName.of("f6", "f6b"));
        assertThat(patient.mothersMaidenName().last()).isEqualTo("f7");
        assertThat(patient.birthDate().raw()).isEqualTo(both(8));
        assertThat(patient.sex().raw()).isEqualTo(both(9));
        assertThat(patient.address()).containsExactly("f11", "f11b");
        assertThat(patient.physician()).containsExactly("f14", "f14b");
        assertThat(patient.admission().raw()).isEqualTo(both(25));
        assertThat(patient.sequence()).contains(7);
        Patient stay = new Patient(record("P|1||||||197002|f" + "|".repeat(15) + "20240102\\20240105|IP"));
        assertThat(stay.birthDate().value().orElseThrow().date()).isEmpty();
        assertThat(stay.sex().value()).contains(Patient.Sex.FEMALE);
        assertThat(stay.admitted().raw()).isEqualTo("20240102");
        assertThat(stay.discharged().raw()).isEqualTo("20240105");
        assertThat(stay.admission().value()).contains(Patient.Admission.INPATIENT);
        assertThat(codes(Patient.Sex.class)).isEqualTo("M F U");
        assertThat(codes(Patient.Admission.class)).isEqualTo("OP PA IP ER");
    }

    @Test
    @DisplayName("E1394 9 order")
    void order() {
        Order order = new Order(numbered('O', 31));
        assertThat(List.of(
                        order.volume(),
                        order.collector(),
                        order.dangerCode(),
                        order.clinicalInformation(),
                        order.physicianTelephone(),
                        order.userField1(),
                        order.userField2(),
                        order.laboratoryField1(),
                        order.laboratoryField2(),
                        order.charge(),
                        order.section(),
                        order.ward(),
                        order.nosocomial(),
                        order.service(),
                        order.institution()))
                .containsExactlyElementsOf(IntStream.of(10, 11, 13, 14, 18, 19, 20, 21, 22, 24, 25, 28, 29, 30, 31)
                        .mapToObj(RecordViewTest::both)
                        .toList());
        assertThat(order.specimenId()).isEqualTo("f3");
        assertThat(order.specimen()).containsExactly("f3", "f3b");
        assertThat(order.instrumentSpecimen()).containsExactly("f4", "f4b");
        assertThat(order.specimenType() + order.specimenSource()).isEqualTo("f16f16b");
        assertThat(order.physician()).containsExactly("f17", "f17b");
        assertThat(List.of(
                        order.requested().raw(),
                        order.collected().raw(),
                        order.collectionEnd().raw(),
                        order.action().raw(),
                        order.received().raw(),
                        order.reported().raw()))
                .containsExactly(both(7), both(8), both(9), both(12), both(15), both(23));
        Order query =
                new Order(record("O|1|S1|587^0|^^^GLU\\\\2345-7^Glucose^LN|S\\A||||||Q||||SERUM^ARM||||||||||Q\\~"));
        assertThat(query.tests())
                .containsExactly(
                        TestId.local("GLU"), new TestId(List.of()), new TestId(List.of("2345-7", "Glucose", "LN")));
        assertThat(query.priorities())
                .extracting(Field::value)
                .containsExactly(Optional.of(Order.Priority.STAT), Optional.of(Order.Priority.AS_SOON_AS_POSSIBLE));
        assertThat(query.action().value()).contains(Order.Action.QUALITY_CONTROL);
        assertThat(query.reportTypes())
                .extracting(Field::value)
                .containsExactly(Optional.of(Order.ReportType.QUERY_ANSWER), Optional.empty());
        assertThat(query.reportTypes().get(1).raw()).isEqualTo("~");
        assertThat(codes(Order.Priority.class)).isEqualTo("S A R C P");
        assertThat(codes(Order.Action.class)).isEqualTo("C A N P L X Q");
        assertThat(codes(Order.ReportType.class)).isEqualTo("O C P F X I Y Z Q");
    }

    @Test
    @DisplayName("E1394 10 result")
    void result() {
        Result result = new Result(record("R|1|^^^8/1/not|<3.00|10^3/uL|3.9^5.8\\1^2|L\\ZZ|A\\S|F\\V|20240101"
                + "|op^chief|20240102030000|202401020304|A1"));
        assertThat(result.test().localCode()).isEqualTo("8/1/not");
        assertThat(result.valueText()).isEqualTo("<3.00");
        assertThat(result.value().value().map(NumericValue::comparator)).contains(NumericValue.Comparator.LESS);
        assertThat(result.units()).isEqualTo("10^3/uL");
        assertThat(result.referenceRanges()).containsExactly("3.9^5.8", "1^2");
        assertThat(result.flags())
                .extracting(Field::value)
                .containsExactly(Optional.of(Result.Flag.LOW), Optional.empty());
        assertThat(result.flags().get(1).raw()).isEqualTo("ZZ");
        assertThat(result.abnormalityTesting())
                .extracting(Field::value)
                .containsExactly(
                        Optional.of(Result.AbnormalityTesting.AGE), Optional.of(Result.AbnormalityTesting.SEX));
        assertThat(result.status().value()).contains(Result.Status.FINAL);
        assertThat(result.statuses()).hasSize(2);
        assertThat(result.operator() + "," + result.verifier() + "," + result.instrument())
                .isEqualTo("op,chief,A1");
        assertThat(List.of(
                        result.normalsChanged().raw(),
                        result.started().raw(),
                        result.completed().raw()))
                .containsExactly("20240101", "20240102030000", "202401020304");
        assertThat(codes(Result.Flag.class)).isEqualTo("L H LL HH < > N A U D B W");
        assertThat(codes(Result.AbnormalityTesting.class)).isEqualTo("A S R N");
        assertThat(codes(Result.Status.class)).isEqualTo("C P F X I S M R N Q V W");
        Result roche = new Result(record("R|1|^^^1|-1^0.325"));
        assertThat(roche.values()).containsExactly("-1", "0.325");
        assertThat(roche.value().isUnknown()).isTrue();
    }

    @Test
    @DisplayName("E1394 11 comment, 13 terminator, 14 scientific, 15 manufacturer")
    void others() {
        Comment comment = new Comment(record("C|1|I|37^Sample short|I"));
        assertThat(comment.source().value()).contains(Comment.Source.INSTRUMENT);
        assertThat(comment.text()).isEqualTo("37^Sample short");
        assertThat(comment.texts()).containsExactly("37", "Sample short");
        assertThat(comment.type().value()).contains(Comment.Type.INSTRUMENT_FLAG);
        assertThat(codes(Comment.Source.class) + "/" + codes(Comment.Type.class))
                .isEqualTo("P L I/G T P N I");
        assertThat(new Terminator(record("L|1|I")).reason().value()).contains(Terminator.Reason.NO_INFORMATION);
        assertThat(new Terminator(record("L")).reason().isEmpty()).isTrue();
        assertThat(new Terminator(record("L||")).sequence()).isEmpty();
        assertThat(codes(Terminator.Reason.class)).isEqualTo("N T R E Q I F");
        Scientific scientific = new Scientific(numbered('S', 21));
        assertThat(List.of(
                        scientific.method(),
                        scientific.instrumentation(),
                        scientific.reagents(),
                        scientific.units(),
                        scientific.qualityControl(),
                        scientific.specimenDescriptor(),
                        scientific.container(),
                        scientific.specimenId(),
                        scientific.analyte(),
                        scientific.result(),
                        scientific.resultUnits(),
                        scientific.collected().raw(),
                        scientific.resultTime().raw(),
                        scientific.preprocessing(),
                        scientific.diagnosis(),
                        scientific.birthDate().raw(),
                        scientific.sex().raw(),
                        scientific.race()))
                .containsExactlyElementsOf(
                        IntStream.of(3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
                                .mapToObj(RecordViewTest::both)
                                .toList());
        assertThat(new Manufacturer(record("M|1|x\\y|;z")).record().raw()).isEqualTo("M|1|x\\y|;z");
        assertThat(new Manufacturer(record("Z|1")).isStandard()).isFalse();
    }

    @Test
    @DisplayName("E1394 12 request information")
    void query() {
        Query query = new Query(record("Q|1|^S1\\^S2|^S9|^^^GLU\\ALL|S|20240102|20240103|dr^who|tel|u1|u2|O"));
        assertThat(query.startingRange()).containsExactly(List.of("", "S1"), List.of("", "S2"));
        assertThat(query.endingRange()).containsExactly(List.of("", "S9"));
        assertThat(query.tests()).extracting(TestId::isAll).containsExactly(false, true);
        assertThat(query.timeLimits().value()).contains(Query.TimeLimits.SPECIMEN);
        assertThat(query.from().raw() + query.to().raw()).isEqualTo("2024010220240103");
        assertThat(query.physician()).containsExactly("dr", "who");
        assertThat(query.telephone() + query.userField1() + query.userField2()).isEqualTo("telu1u2");
        assertThat(query.status().value()).contains(Query.Status.ORDERS);
        assertThat(codes(Query.Status.class)).isEqualTo("C P F X I S M R A N O D");
        assertThat(codes(Query.TimeLimits.class)).isEqualTo("S R");
    }

    @Nested
    @DisplayName("3.8 reading rules that lose nothing")
    class Tree {
        private AstmMessage message(String types) {
            return AstmMessage.of(Wire.bytes(String.join("|1<CR>", types.split("")) + "|1<CR>"));
        }

        private String children(AstmMessage message, int record) {
            return String.join(
                    "",
                    message.children(record).stream()
                            .map(child -> child.type() + child.index())
                            .toList());
        }

        @Test
        void childrenAreInOrderUnderTheirParents() {
            AstmMessage message = message("HPCORCRMPORL");
            assertThat(children(message, 0)).isEqualTo("P1P8");
            assertThat(children(message, 1)).isEqualTo("C2O3");
            assertThat(children(message, 3)).isEqualTo("R4R6");
            assertThat(children(message, 4)).isEqualTo("C5");
            assertThat(children(message, 6)).isEqualTo("M7");
            assertThat(children(message, 8)).isEqualTo("O9");
            assertThat(children(message, 11)).isEmpty();
            assertThat(message.roots()).extracting(AstmRecord::type).containsExactly("H", "L");
            assertThatThrownBy(() -> message.children(12)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> message.children(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }

        @Test
        @DisplayName("A25 orphans stay where they are and are attached to the nearest possible record")
        void orphansAreAttachedAndNothingIsLost() {
            AstmMessage message = message("RHRPROZL");
            assertThat(message.roots()).extracting(AstmRecord::index).containsExactly(0, 1, 7);
            assertThat(children(message, 1)).isEqualTo("R2P3");
            assertThat(children(message, 3)).isEqualTo("R4O5");
            assertThat(children(message, 5)).isEqualTo("Z6");
        }
    }

    @Test
    void viewsAreChosenByTheTypeAndPrintNoPayload() {
        AstmMessage message = AstmMessage.of(
                Wire.bytes("H|\\^&<CR>P|1<CR>O|1<CR>R|1<CR>C|1<CR>M|1<CR>S|1<CR>Q|1<CR>ZZ|1<CR>L|1<CR>"));
        assertThat(RecordView.of(message))
                .extracting(Object::toString)
                .containsExactly(
                        "Header[0]",
                        "Patient[1]",
                        "Order[2]",
                        "Result[3]",
                        "Comment[4]",
                        "Manufacturer[5]",
                        "Scientific[6]",
                        "Query[7]",
                        "Manufacturer[8]",
                        "Terminator[9]");
    }
}
