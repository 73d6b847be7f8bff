// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.Severity;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every version HAPI has classes for, and its rules. */
class HapiVersionsTest {

    private static Hl7Message result(String version, String value) {
        return Hl7Message.of(("MSH|^~\\&|AN|LAB|LIS|HUB|20240131163000||ORU^R01|W-1|P|" + version
                        + "\rPID|1||P9\rOBR|1|||GLU\rOBX|1|NM|GLU||5.4|mmol/L|||||F\rOBX|2|NM|K||" + value
                        + "|mmol/L|||||F\r")
                .getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({"2.3, v23", "2.3.1, v231", "2.4, v24", "2.5, v25", "2.5.1, v251", "2.6, v26", "2.7, v27", "2.8, v28"})
    void thereAndBackInEachVersion(String version, String classes) throws HL7Exception {
        Hl7Message message = result(version, "4.1");
        Message typed = HapiBridge.typed().toHapi(message);
        assertThat(typed.getClass().getName()).isEqualTo("ca.uhn.hl7v2.model." + classes + ".message.ORU_R01");
        assertThat(HapiBridge.typed().fromHapi(typed)).isEqualTo(message);
        Message generic = HapiBridge.generic().toHapi(message);
        assertThat(generic).isInstanceOf(GenericMessage.class);
        assertThat(HapiBridge.generic().fromHapi(generic)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"})
    void aWrongValueHasItsPlaceInEachVersion(String version) {
        List<HapiProblem> problems =
                HapiBridge.typed().validate(result(version, "SECRET"), ValidationContextFactory.defaultValidation());
        assertThat(problems)
                .contains(new HapiProblem(
                        AckError.Code.DATA_TYPE_ERROR, Optional.of(Path.parse("OBX[2]-5[1]")), Severity.ERROR));
        assertThat(problems.toString()).doesNotContain("SECRET");
        assertThat(HapiBridge.typed().validate(result(version, "SECRET"), ValidationContextFactory.noValidation()))
                .isEmpty();
    }

    @Test
    void aMessageTheRulesApproveOfHasNoProblem() {
        assertThat(HapiBridge.typed().validate(result("2.5.1", "4.1"), ValidationContextFactory.defaultValidation()))
                .isEmpty();
    }

    @Test
    void aProblemIsAnErrorOfTheAnswer() {
        HapiProblem problem = HapiBridge.typed()
                .validate(result("2.5.1", "SECRET"), ValidationContextFactory.defaultValidation())
                .get(0);
        AckError error = problem.toAckError();
        assertThat(error.code()).isEqualTo(AckError.Code.DATA_TYPE_ERROR);
        assertThat(error.where()).isEqualTo(problem.where());
        assertThat(new HapiProblem(AckError.Code.APPLICATION_INTERNAL_ERROR, Optional.empty(), Severity.ERROR)
                        .toAckError())
                .isEqualTo(AckError.of(AckError.Code.APPLICATION_INTERNAL_ERROR));
    }

    @Test
    void whatHapiCannotParseIsOneProblem() {
        assertThat(HapiBridge.typed()
                        .validate(
                                Hl7Message.of("SECRET".getBytes(ISO_8859_1)),
                                ValidationContextFactory.defaultValidation()))
                .hasSize(1)
                .noneMatch(problem -> problem.toString().contains("SECRET"));
        assertThat(HapiBridge.typed().validate(result("9.9", "4.1"), ValidationContextFactory.defaultValidation()))
                .extracting(HapiProblem::code)
                .containsExactly(AckError.Code.UNSUPPORTED_VERSION_ID);
    }
}
