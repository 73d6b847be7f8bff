// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.message.Hl7Message;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HL7 v2 chapter 2.9: which answers, and their bytes. */
class AcknowledgmentTest {

    private static final OffsetDateTime TIME = OffsetDateTime.parse("2024-01-31T16:30:00+01:00");

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    private static String ack(String request, AckCode code) {
        return new String(Acknowledgment.of(message(request), code, "ID1", TIME).toBytes(), ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'','',AA,AE,AR",
                "AL,NE,CA,CE,CR",
                "AL,AL,CA AA,CE,CR",
                "NE,AL,AA,AE,AR",
                "ER,AL,AA,CE,CR",
                "NE,NE,'','',''",
                "ER,ER,'',CE,CR",
                "SU,NE,CA,'',''",
                "'',0,AA,AE,AR",
                "'',2,AA,AE,AR",
                "AL,1,CA,CE,CR",
                "al,ne,CA,CE,CR",
                "'',AL,AA,AE,AR",
                "SU,AL,CA AA,AE,AR",
            })
    @DisplayName("the decision table of original and enhanced mode; H21 a transient reason is never a reject")
    void decisionTable(String commit, String application, String success, String error, String reject) {
        AckPolicy policy =
                AckPolicy.of(message("MSH|^~\\&|||||||ORU^R01|1|P|2.5|||" + commit + "|" + application + "\r"));
        assertThat(String.join(
                        " ", policy.onSuccess().stream().map(AckCode::name).toList()))
                .isEqualTo(success);
        assertThat(policy.onError(true).map(AckCode::name).orElse("")).isEqualTo(error);
        assertThat(policy.onError(false).map(AckCode::name).orElse("")).isEqualTo(reject);
    }

    @Test
    void anAcknowledgmentIsNeverAcknowledged() {
        Hl7Message ack = message(ack("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5\r", AckCode.AA));
        assertThat(AckPolicy.of(ack).onSuccess()).isEmpty();
        assertThat(AckPolicy.of(ack).onError(true)).isEmpty();
        assertThat(AckPolicy.of(message("MSH|^~\\&|||||||ACK|1|P|2.5|||AL|AL\r"))
                        .onSuccess())
                .isEmpty();
    }

    @Test
    void senderAndReceiverAreSwappedInFullAndTheIdIsVerbatim() {
        assertThat(ack(
                        "MSH|^~\\&|A^1.2^ISO|B&x|C\\T\\c|D|2023||ORU^R01^ORU_R01| 007 \\F\\|P^T|2.5.1^DEU||||||8859/1\rPID|1\r",
                        AckCode.AA))
                .isEqualTo(
                        "MSH|^~\\&|C\\T\\c|D|A^1.2^ISO|B&x|20240131163000+0100||ACK^R01^ACK|ID1|P^T|2.5.1^DEU||||||8859/1\r"
                                + "MSA|AA| 007 \\F\\\r");
    }

    @Test
    void theRequestsDelimitersAreUsed() {
        assertThat(ack("MSH#!@%*#A#B#C#D###ORU!R01#W1#P#2.4\r", AckCode.AE))
                .isEqualTo("MSH#!@%*#C#D#A#B#20240131163000+0100##ACK!R01#ID1#P#2.4\rMSA#AE#W1\rERR#!!!207\r");
    }

    @ParameterizedTest
    @CsvSource({"2.2,ACK", "2.3,ACK", "2.3.1,ACK^R01", "2.4,ACK^R01", "2.5,ACK^R01^ACK", "2.8,ACK^R01^ACK", "'',ACK"})
    void messageTypeFollowsTheVersion(String version, String type) {
        Hl7Message ack = message(ack("MSH|^~\\&|||||||ORU^R01|1|P|" + version + "\r", AckCode.AA));
        assertThat(ack.get("MSH-9").text()).isEqualTo(type);
        assertThat(ack.version()).isEqualTo(version);
    }

    @Test
    void errorsFollowTheVersion() {
        Hl7Message ack = message(ack("MSH|^~\\&|||||||ORU^R01|1|P|2.5.1\r", AckCode.CR));
        assertThat(ack.get("ERR-3.1").text()).isEqualTo("207");
        assertThat(ack.get("ERR-4").text()).isEqualTo("E");
        assertThat(ack.problems()).isEmpty();
    }

    @Test
    @DisplayName("H12 H13 what cannot be echoed is left out")
    void badHeaders() {
        assertThat(ack("MSH|^~\\&|||||||ORU^R01|" + "9".repeat(200) + "|P|2.5\r", AckCode.AE))
                .contains("MSA|AE|\r");
        assertThat(ack("MSH|^^\\&|A||||||ORU^R01|W1|P|2.5\r", AckCode.AR))
                .startsWith("MSH|^~\\&||||")
                .contains("MSA|AR|W1\r");
        assertThat(ack("hello", AckCode.AR)).contains("MSA|AR|\r");
        assertThat(Acknowledgment.echoableId(message("MSH#^^#A#######x|y#P\r"))).isEmpty();
    }

    @Test
    @DisplayName("H20 codes of table 0008; anything else is none of them")
    void codes() {
        assertThat(AckCode.of("aa ")).contains(AckCode.AA);
        assertThat(AckCode.of("OK")).isEqualTo(Optional.empty());
        assertThat(AckCode.CR.isFinal() && AckCode.CR.isCommit() && !AckCode.CR.isPositive())
                .isTrue();
        assertThat(AckCode.AE.isFinal()).isFalse();
    }

    @Test
    void idsAreShortAndUnique() {
        ControlIds ids = ControlIds.startedAt(Instant.parse("2026-01-01T00:00:00Z"));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertThat(id).matches("[A-Z0-9]{3,20}");
            assertThat(seen.add(id)).isTrue();
        }
    }
}
