// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapters 4 and 7, structure by structure: which segments stand together. */
class SegmentGroupTest {

    /** Segments by their identifiers: {@code tree("ORU^R01^ORU_R01", "PID OBR OBX")}. */
    private static String tree(String type, String ids) {
        return print(SegmentGroup.of(message(type, ids)));
    }

    private static Hl7Message message(String type, String ids) {
        StringBuilder text = new StringBuilder("MSH|^~\\&|A|B|C|D|||" + type + "|1|P|2.5.1\r");
        for (String id : ids.split(" ", -1)) {
            text.append(id).append("|1\r");
        }
        return Hl7Message.of(text.toString().getBytes(ISO_8859_1));
    }

    private static String print(SegmentGroup group) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        List<Segment> own = group.segments();
        for (SegmentGroup inner : group.groups()) {
            int first = inner.allSegments().get(0).index();
            while (at < own.size() && own.get(at).index() < first) {
                parts.add(own.get(at++).id());
            }
            parts.add(print(inner));
        }
        own.subList(at, own.size()).forEach(segment -> parts.add(segment.id()));
        return group.name() + "(" + String.join(" ", parts) + ")";
    }

    @Nested
    @DisplayName("ORU_R01")
    class Results {
        @Test
        void patientsOrdersObservationsAndNotes() {
            assertThat(tree("ORU^R01^ORU_R01", "PID NTE PV1 ORC OBR NTE OBX NTE OBX OBR OBX SPM OBX PID OBR OBX"))
                    .isEqualTo("ORU_R01(MSH"
                            + " PATIENT_RESULT(PATIENT(PID NTE VISIT(PV1))"
                            + " ORDER_OBSERVATION(ORC OBR NTE OBSERVATION(OBX NTE) OBSERVATION(OBX))"
                            + " ORDER_OBSERVATION(OBR OBSERVATION(OBX) SPECIMEN(SPM OBX)))"
                            + " PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBR OBSERVATION(OBX))))");
        }

        @Test
        void qualityControlWithoutPatientOrOrder() {
            assertThat(tree("ORU^R01", "OBR OBX"))
                    .isEqualTo("ORU_R01(MSH PATIENT_RESULT(ORDER_OBSERVATION(OBR OBSERVATION(OBX))))");
            assertThat(tree("ORU^R01", "PID OBX OBX"))
                    .isEqualTo("ORU_R01(MSH PATIENT_RESULT(PATIENT(PID) ORDER_OBSERVATION(OBSERVATION(OBX)"
                            + " OBSERVATION(OBX))))");
        }

        @Test
        void unexpectedSegmentsStayWhereTheyStand() {
            SegmentGroup root = SegmentGroup.of(message("ORU^R01^ORU_R01", "PID ZPI OBR OBX ZOB NTE OBX"));
            assertThat(print(root))
                    .isEqualTo("ORU_R01(MSH PATIENT_RESULT(PATIENT(PID ZPI)"
                            + " ORDER_OBSERVATION(OBR OBSERVATION(OBX ZOB NTE) OBSERVATION(OBX))))");
            SegmentGroup patient = root.allGroups("PATIENT").get(0);
            assertThat(patient.unexpected()).extracting(Segment::id).containsExactly("ZPI");
            assertThat(patient.segment("PID")).isPresent();
            assertThat(root.unexpected()).isEmpty();
        }
    }

    @Nested
    @DisplayName("IHE LAW")
    class Law {
        @Test
        void specimensOrdersAndResults() {
            assertThat(tree("OUL^R22^OUL_R22", "PID SPM SAC INV OBR ORC TCD OBX TCD INV NTE OBX OBR OBX SPM OBR OBX"))
                    .isEqualTo("OUL_R22(MSH PATIENT(PID)"
                            + " SPECIMEN(SPM CONTAINER(SAC INV)"
                            + " ORDER(OBR ORC TCD RESULT(OBX TCD INV NTE) RESULT(OBX)) ORDER(OBR RESULT(OBX)))"
                            + " SPECIMEN(SPM ORDER(OBR RESULT(OBX))))");
        }

        @Test
        void workOrders() {
            assertThat(tree("OML^O33^OML_O33", "PID PV1 SPM SAC ORC TQ1 OBR TCD OBX ORC OBR SPM ORC"))
                    .isEqualTo("OML_O33(MSH PATIENT(PID PATIENT_VISIT(PV1))"
                            + " SPECIMEN(SPM SAC"
                            + " ORDER(ORC TIMING(TQ1) OBSERVATION_REQUEST(OBR TCD OBSERVATION(OBX)))"
                            + " ORDER(ORC OBSERVATION_REQUEST(OBR)))"
                            + " SPECIMEN(SPM ORDER(ORC)))");
        }

        @Test
        void answers() {
            String expected = "(MSH MSA RESPONSE(PATIENT(PID) SPECIMEN(SPM SAC ORDER(ORC) ORDER(ORC))))";
            assertThat(tree("ORL^O34^ORL_O42", "MSA PID SPM SAC ORC ORC")).isEqualTo("ORL_O42" + expected);
            assertThat(tree("ORL^O34^ORL_O34", "MSA PID SPM SAC ORC ORC")).isEqualTo("ORL_O34" + expected);
            assertThat(tree("ORL^O34^ORL_O42", "MSA ERR")).isEqualTo("ORL_O42(MSH MSA ERR)");
        }

        @Test
        void queries() {
            assertThat(tree("QBP^Q11^QBP_Q11", "QPD RCP")).isEqualTo("QBP_Q11(MSH QPD RCP)");
            assertThat(tree("RSP^K11^RSP_K11", "MSA QAK QPD")).isEqualTo("RSP_K11(MSH MSA QAK QPD)");
            assertThat(tree("RSP^K11", "MSA QAK QPD RDF RDT RDT"))
                    .isEqualTo("RSP_K11(MSH MSA QAK QPD ROW_DEFINITION(RDF RDT RDT))");
        }
    }

    @Nested
    @DisplayName("structures nobody knows are grouped by rule")
    class ByRule {
        @Test
        void orderBeginsWithObr() {
            assertThat(tree("XYZ^X01", "PID PV1 OBR OBX NTE ORC OBR OBX"))
                    .isEqualTo("MESSAGE(MSH PATIENT_RESULT(PATIENT(PID VISIT(PV1))"
                            + " ORDER_OBSERVATION(OBR OBSERVATION(OBX NTE))"
                            + " ORDER_OBSERVATION(ORC OBR OBSERVATION(OBX))))");
        }

        @Test
        void aVendorsStructureNameIsNoCheck() {
            assertThat(tree("OUL^R22^PCUPL_U01", "SPM OBR OBX")).startsWith("OUL_R22(");
            assertThat(tree("ADT^A01^ADT_A01", "EVN PID PV1 AL1 DG1")).startsWith("MESSAGE(MSH EVN ");
        }

        @Test
        void theCallersOwn() {
            MessageStructure own = MessageStructure.parse("XYZ_X01", "MSH {BLOCK: ZAA [{ZBB}]}");
            assertThat(print(SegmentGroup.of(message("XYZ^X01", "ZAA ZBB ZBB ZAA"), own)))
                    .isEqualTo("XYZ_X01(MSH BLOCK(ZAA ZBB ZBB) BLOCK(ZAA))");
            for (String bad : List.of("MSH [", "MSH ]", "msh", "{A: }", "[MSH}", "{MSH PID}")) {
                assertThatThrownBy(() -> MessageStructure.parse("X", bad))
                        .as(bad)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void groupsAreFoundByNameAtAnyDepth() {
        SegmentGroup root = SegmentGroup.of(message("ORU^R01^ORU_R01", "PID OBR OBX OBX OBR OBX"));
        assertThat(root.allGroups("OBSERVATION")).hasSize(3);
        assertThat(root.groups("OBSERVATION")).isEmpty();
        assertThat(root.group("PATIENT_RESULT").orElseThrow().groups("ORDER_OBSERVATION"))
                .hasSize(2);
        assertThat(root.segments("MSH")).hasSize(1);
        assertThat(root.toString()).isEqualTo("SegmentGroup[ORU_R01, 7 segments]");
        assertThat(MessageStructure.named("NOPE")).isEmpty();
    }

    @Test
    void whatIsNoMessageIsOneGroup() {
        assertThat(SegmentGroup.of(Hl7Message.of(new byte[0])).allSegments()).isEmpty();
        assertThat(print(SegmentGroup.of(Hl7Message.of("hello".getBytes(ISO_8859_1)))))
                .isEqualTo("MESSAGE()");
    }
}
