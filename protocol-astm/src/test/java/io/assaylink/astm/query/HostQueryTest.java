// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.query.QueryDialect.Echo;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.UnwritableText;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.view.Order;
import io.assaylink.astm.view.Query;
import io.assaylink.astm.view.Terminator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** 3.9, host query. */
class HostQueryTest {

    private static final String HEADER = "H|\\^&|||XN^1|||||host||P|1<CR>";
    private static final QueryDialect E411 =
            QueryDialect.standard().withSpecimenComponent(3).withAbortCancels(false);

    private static AstmMessage message(String records) {
        return AstmMessage.of(Wire.bytes(HEADER + records + "L|1|N<CR>"));
    }

    private static HostQuery query(String record, QueryDialect dialect) {
        return HostQuery.of(message(record + "<CR>"), dialect).orElseThrow();
    }

    private static HostQuery query(String record) {
        return query(record, QueryDialect.standard());
    }

    private static String print(AstmMessage message) {
        return Wire.print(message.toBytes()).replace("<CR>", "\n");
    }

    @Nested
    class Reading {
        @Test
        void oneSpecimen() {
            HostQuery query = query("Q|1|^S1||ALL||||||||O");
            assertThat(query.specimens()).extracting(QueriedSpecimen::key).containsExactly("S1");
            assertThat(query.tests()).isEmpty();
            assertThat(query.status().value()).contains(Query.Status.ORDERS);
            assertThat(query.cancels()).isFalse();
            assertThat(query.asksForAllSpecimens()).isFalse();
            assertThat(query.isRange()).isFalse();
            assertThat(query.isDoubtful()).isFalse();
            assertThat(query.header().sender()).isEqualTo("XN");
            assertThat(query).hasToString("HostQuery[1 Q records]");
        }

        @Test
        void severalSpecimensAsRepeatsAndAsRecords() {
            HostQuery query = query("Q|1|P1^ S1 \\\\^S2||^^^GLU\\^^^K<CR>Q|2|^S3");
            assertThat(query.specimens()).extracting(QueriedSpecimen::key).containsExactly("S1", "S2", "S3");
            assertThat(query.specimens().get(0).id()).isEqualTo(" S1 ");
            assertThat(query.specimens().get(0).patientId()).isEqualTo("P1");
            assertThat(query.tests()).containsExactly(TestId.local("GLU"), TestId.local("K"));
            assertThat(query.records()).hasSize(2);
        }

        @Test
        void allSpecimensAndRanges() {
            assertThat(query("Q|1|ALL||ALL|S|20240101").asksForAllSpecimens()).isTrue();
            assertThat(query("Q|1|ALL").specimens()).isEmpty();
            assertThat(query("Q|1|^S1|^S9").isRange()).isTrue();
        }

        @Test
        void cancel() {
            assertThat(query("Q|1|^S1||ALL||||||||A").cancels()).isTrue();
            assertThat(query("Q|1|^^S1^7||ALL||||||||A", E411).cancels()).isFalse();
        }

        @Test
        void aMessageThatAlsoReportsIsNoQuery() {
            assertThat(HostQuery.of(message("P|1<CR>O|1|S1<CR>Q|1|^S1<CR>"))).isEmpty();
            assertThat(HostQuery.of(message("P|1<CR>"))).isEmpty();
            assertThat(HostQuery.of(AstmMessage.of(new byte[0]))).isEmpty();
        }

        @Test
        @DisplayName("4.1 Q records used for control results are told from queries")
        void controlResultsInQueriesAreDoubtful() {
            assertThat(query("Q|1|GLUCOSE^QC^NORMAL|102.5|mg/dL|20250115060100|N")
                            .isDoubtful())
                    .isTrue();
        }

        @Test
        void aSpecimenWithoutTheComponentHasNoId() {
            QueriedSpecimen specimen = query("Q|1|S1").specimens().get(0);
            assertThat(specimen.id()).isEmpty();
            assertThat(specimen.components()).containsExactly("S1");
            assertThat(specimen).hasToString("QueriedSpecimen[1 components]");
        }
    }

    @Nested
    class Answering {
        @Test
        void theInstrumentsOwnFormComesBack() {
            HostQuery query = query("Q|1|^^0000000387^587^0^2^^S1^SC||ALL||||||||A", E411);
            AstmMessage answer = query.answer()
                    .header(h -> h.instructions("TSDWN", "REPLY"))
                    .order(query.specimens().get(0), o -> o.test("8").action(Order.Action.NEW))
                    .toMessage();
            assertThat(print(answer)).isEqualTo("""
                            H|\\^&|||host|||||XN^1|TSDWN^REPLY|P|1
                            P|1
                            O|1|0000000387|587^0^2^^S1^SC|^^^8|||||||N||||||||||||||Q
                            L|1|F
                            """);
        }

        @Test
        void wholeFormAndIdOnly() {
            HostQuery whole = query("Q|1|^ S1^587^0", QueryDialect.standard().withEcho(Echo.WHOLE));
            assertThat(print(whole.answer()
                            .patient(p -> p.laboratoryId("L1"))
                            .order(whole.specimens().get(0), o -> {})
                            .end(Terminator.Reason.NORMAL)))
                    .endsWith("P|1||L1\nO|1| S1^587^0|||||||||||||||||||||||Q\nL|1|N\n");
            HostQuery asked = query(
                    "Q|1|2^1^ S1^B",
                    QueryDialect.standard().withSpecimenComponent(3).withEcho(Echo.AS_ASKED));
            assertThat(asked.specimens().get(0).key()).isEqualTo("S1");
            assertThat(print(asked.answer()
                            .order(asked.specimens().get(0), o -> {})
                            .toMessage()))
                    .contains("O|1|2^1^ S1^B|||||||||||||||||||||||Q\n");
            HostQuery id = query("Q|1|^S1^587", QueryDialect.standard().withEcho(Echo.ID_ONLY));
            assertThat(print(id.answer().order(id.specimens().get(0), o -> {}).toMessage()))
                    .contains("O|1|S1|||||||||||||||||||||||Q\n");
        }

        @Test
        void severalSpecimensGiveSeveralOrders() {
            HostQuery query = query("Q|1|^S1\\^S2");
            QueryAnswer answer = query.answer();
            query.specimens().forEach(specimen -> answer.order(specimen, o -> o.test("GLU")));
            assertThat(print(answer.toMessage())).contains("O|1|S1||^^^GLU|").contains("O|2|S2||^^^GLU|");
        }

        @Test
        void nothingKnownAndError() {
            HostQuery query = query("Q|1|^S1");
            assertThat(print(query.noInformation())).isEqualTo("H|\\^&|||host|||||XN^1||P|1\nL|1|I\n");
            assertThat(print(query.inError())).endsWith("\nL|1|Q\n");
            QueryAnswer started = query.answer().order(query.specimens().get(0), o -> {});
            assertThatThrownBy(started::noInformation).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> started.header(h -> {})).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void delimitersAndCharacterSetAreThoseOfTheQuery() {
            AstmMessage asked = AstmMessage.of(
                    "H|`^&|||Gerät|||||||P|E 1394-97\rQ|1|^010520182|||S|||||||O\rL|1|N\r"
                            .getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8);
            HostQuery query = HostQuery.of(asked).orElseThrow();
            AstmMessage answer = query.answer()
                    .order(query.specimens().get(0), o -> o.test("A").test("B"))
                    .toMessage();
            assertThat(new String(answer.toBytes(), StandardCharsets.UTF_8))
                    .startsWith("H|`^&||||||||Gerät||P|E 1394-97\r")
                    .contains("|^^^A`^^^B|");
        }

        @Test
        @DisplayName("A25 a query with a hopeless header is answered in the standard's delimiters")
        void hopelessHeaders() {
            for (String header : List.of("H\\", "H^", "H", "X|1")) {
                AstmMessage asked = AstmMessage.of(Wire.bytes(header + "<CR>Q|1|^S1<CR>"));
                HostQuery.of(asked)
                        .ifPresent(query -> assertThat(print(query.noInformation()))
                                .startsWith("H|\\^&")
                                .endsWith("L|1|I\n"));
            }
            assertThat(HostQuery.of(AstmMessage.of(Wire.bytes("Q|1|^S1<CR>")))
                            .map(HostQuery::noInformation)
                            .map(HostQueryTest::print))
                    .contains("H|\\^&\nL|1|I\n");
        }

        @Test
        void whatCannotBeEchoedIsRefused() {
            HostQuery query = query("Q|1|^S<HT>1\\^S<LF>2");
            assertThat(query.specimens().get(0).id()).isEqualTo("S\t1");
            assertThatThrownBy(() -> query.answer().order(query.specimens().get(1), o -> {}))
                    .isInstanceOf(UnwritableText.class);
        }

        @Test
        void dialectsAreChecked() {
            assertThatThrownBy(() -> QueryDialect.standard().withSpecimenComponent(0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
