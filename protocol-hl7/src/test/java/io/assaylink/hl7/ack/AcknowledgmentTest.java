// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.ack.AckPolicy.Condition;
import io.assaylink.hl7.ack.Acknowledgment.Content;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Path;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
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

    private static String ack(String request, AckCode code, AckProfile profile) {
        return new String(
                Acknowledgment.of(message(request), Content.of(code), profile, "ID1", TIME)
                        .toBytes(),
                ISO_8859_1);
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

    @ParameterizedTest
    @CsvSource({
        "'','',AE,AR",
        "AL,NE,CA,CA",
        "AL,AL,CA AE,CA AR",
        "NE,AL,AE,AR",
        "ER,AL,AE,AR",
        "NE,NE,'',''",
        "ER,ER,AE,AR",
        "SU,NE,CA,CA",
        "'',0,AE,AR",
        "AL,SU,CA,CA",
    })
    @DisplayName("the decision table, errors of phase 2: what is stored stays committed")
    void decisionTableOfPhaseTwo(String commit, String application, String error, String reject) {
        AckPolicy policy =
                AckPolicy.of(message("MSH|^~\\&|||||||ORU^R01|1|P|2.5|||" + commit + "|" + application + "\r"));
        assertThat(names(policy.onApplicationError(true))).isEqualTo(error);
        assertThat(names(policy.onApplicationError(false))).isEqualTo(reject);
    }

    private static String names(List<AckCode> codes) {
        return String.join(" ", codes.stream().map(AckCode::name).toList());
    }

    @Test
    @DisplayName("LAW NE/AL: the application answer at once, no CA")
    void law() {
        AckPolicy policy = AckPolicy.of(message("MSH|^~\\&|A|B|C|D|||OUL^R22|1|P|2.5.1|||NE|AL||||UNICODE UTF-8\r"));
        assertThat(policy).isEqualTo(AckPolicy.enhancedMode(Condition.NE, Condition.AL));
        assertThat(names(policy.onSuccess())).isEqualTo("AA");
    }

    @Test
    void theModeOfAProfileOverrulesTheMessageButNeverAnswersAnAcknowledgment() {
        AckProfile profile = AckProfile.defaults().withMode(AckPolicy.enhancedMode(Condition.AL, Condition.NE));
        assertThat(names(profile.policyOf(message("MSH|^~\\&|||||||ORU^R01|1|P|2.5\r"))
                        .onSuccess()))
                .isEqualTo("CA");
        assertThat(profile.policyOf(message("MSH|^~\\&|||||||ACK|1|P|2.5\r")).onSuccess())
                .isEmpty();
        assertThat(AckProfile.defaults().policyOf(message("MSH|^~\\&|||||||ORU^R01|1|P|2.5\r")))
                .isEqualTo(AckPolicy.originalMode());
    }

    @Test
    void whatDevicesOfTheOldDialectWant() {
        assertThat(ack(
                        "MSH|^~\\&|BS|1|||2024||ORU^R01|1|P|2.3.1||||0||ASCII\r",
                        AckCode.AA,
                        AckProfile.withEveryStatus()))
                .isEqualTo("MSH|^~\\&|||BS|1|20240131163000+0100||ACK^R01|ID1|P|2.3.1||||||ASCII\r"
                        + "MSA|AA|1|Message accepted|||0|\rERR|0|\r");
        assertThat(ack("MSH|^~\\&|BS|1|||2024||ORU^R01|1|P|2.3.1\r", AckCode.AE, AckProfile.withEveryStatus()))
                .endsWith("MSA|AE|1|Application internal error|||207|\rERR|^^^207\r");
        assertThat(ack(
                        "MSH|^~\\&|BS|1|||2024||ORU^R01|1|P|2.5\r",
                        AckCode.AA,
                        AckProfile.defaults().withErrorOnSuccess(true).withPlainType(true)))
                .contains("||ACK|ID1|")
                .endsWith("MSA|AA|1\rERR|||0^Message accepted^HL70357|I\r");
    }

    @Test
    void conditionsAreNeverEchoedAndSaidOnlyByProfile() {
        String request = "MSH|^~\\&|A|B|||2024||ORU^R01|1|P|2.5|||AL|AL||8859/1\r";
        assertThat(ack(request, AckCode.CA)).contains("|ID1|P|2.5||||||8859/1\rMSA|CA|1\r");
        assertThat(ack(request, AckCode.AA, AckProfile.defaults().withConditions(true)))
                .contains("|ID1|P|2.5|||NE|NE||8859/1\rMSA|AA|1\r");
    }

    @Test
    @DisplayName("one ERR for each error, where it is, in the form of the version")
    void errorsSayWhere() {
        List<AckError> errors = List.of(
                AckError.at(AckError.Code.UNSUPPORTED_MESSAGE_TYPE, Path.parse("MSH-9")),
                AckError.at(AckError.Code.DATA_TYPE_ERROR, Path.parse("OBX[2]-5[1].3"))
                        .withText("5|4"));
        String head = "MSH|^~\\&|A||||||ORU^R01|1|P|";
        assertThat(ack(head + "2.5.1\r", errors))
                .endsWith("MSA|AR|1\r"
                        + "ERR||MSH^1^9|200^Unsupported message type^HL70357|E\r"
                        + "ERR||OBX^2^5^1^3|102^Data type error^HL70357|E||||5\\F\\4\r");
        assertThat(ack(head + "2.3.1\r", errors)).endsWith("MSA|AR|1\rERR|MSH^1^9^200\rERR|OBX^2^5^102\r");
        assertThatThrownBy(() -> errors.get(0).withText("M\u00fcller")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String ack(String request, List<AckError> errors) {
        Content content = Content.of(AckCode.AR).withErrors(errors);
        return new String(
                Acknowledgment.of(message(request), content, AckProfile.defaults(), "ID1", TIME)
                        .toBytes(),
                ISO_8859_1);
    }

    @Test
    @DisplayName("MSA-4 is the expected sequence number")
    void expectedSequence() {
        Content content = Content.of(AckCode.AA).withExpectedSequence(-1);
        assertThat(new String(
                        Acknowledgment.of(
                                        message("MSH|^~\\&|A||||||ORU^R01|1|P|2.4\r"),
                                        content,
                                        AckProfile.defaults(),
                                        "ID1",
                                        TIME)
                                .toBytes(),
                        ISO_8859_1))
                .endsWith("MSA|AA|1||-1\r");
        assertThatThrownBy(() -> content.withExpectedSequence(-2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameInADoubleByteCharsetIsCopiedWhole() {
        byte[] request =
                "MSH|^~\\&|\u4e97|B|C|D|||ORU^R01|7|P|2.4||||||GB 18030-2000\r".getBytes(Charset.forName("GB18030"));
        Hl7Message answer = Acknowledgment.of(Hl7Message.of(request), AckCode.AA, "ID1", TIME);
        assertThat(answer.get("MSH-5").text()).isEqualTo("\u4e97");
        assertThat(answer.get("MSA-2").text()).isEqualTo("7");
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
