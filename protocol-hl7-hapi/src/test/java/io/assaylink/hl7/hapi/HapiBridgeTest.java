// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.ack.AckError;
import io.assaylink.hl7.message.Hl7Message;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HapiBridgeTest {

    private static final String RESULT = "MSH|^~\\&|ANALYZER|LAB|LIS|HUB|20240131163000||ORU^R01^ORU_R01|W-1|P|2.5.1\r"
            + "PID|1||P9\rOBR|1|||GLU\rOBX|1|NM|GLU||5.4|mmol/L|||||F\r";

    private static Hl7Message message(String text, Charset charset) {
        return Hl7Message.of(text.getBytes(charset));
    }

    @Test
    void typedModel() throws HL7Exception {
        Message hapi = HapiBridge.typed().toHapi(message(RESULT, ISO_8859_1));
        assertThat(hapi).isInstanceOf(ORU_R01.class);
        ORU_R01 result = (ORU_R01) hapi;
        assertThat(result.getPATIENT_RESULT()
                        .getORDER_OBSERVATION()
                        .getOBSERVATION()
                        .getOBX()
                        .getObservationValue(0)
                        .encode())
                .isEqualTo("5.4");
    }

    @Test
    void genericModelForAnyVersion() throws HL7Exception {
        Message hapi = HapiBridge.generic().toHapi(message(RESULT.replace("2.5.1", "2.3.1"), ISO_8859_1));
        assertThat(hapi).isInstanceOf(GenericMessage.class);
        assertThat(new Terser(hapi).get("OBX-5")).isEqualTo("5.4");
    }

    @Test
    void thereAndBack() throws HL7Exception {
        HapiBridge bridge = HapiBridge.typed();
        Hl7Message message = message(RESULT, ISO_8859_1);
        assertThat(bridge.fromHapi(bridge.toHapi(message))).isEqualTo(message);
    }

    @Test
    void charsetAndTerminatorsAreSettledOnTheWayIn() throws HL7Exception {
        String text = RESULT.replace("2.5.1\r", "2.5.1||||||GB 18030-2000\r").replace("P9", "P9||表^功") + "NTE|1||a\r\n";
        Hl7Message message = message(text, Charset.forName("GB18030"));
        HapiBridge bridge = HapiBridge.typed();
        Message hapi = bridge.toHapi(message);
        assertThat(new Terser(hapi).get("/.PID-5-1")).isEqualTo("表");
        assertThat(bridge.fromHapi(hapi).get("PID-5.2").text()).isEqualTo("功");
        assertThat(bridge.fromHapi(hapi).charset()).isEqualTo(Charset.forName("GB18030"));
    }

    @Test
    void validationIsTheCallersChoice() throws HL7Exception {
        String wrong = RESULT.replace("|5.4|", "|not a number|");
        Hl7Message message = message(wrong, UTF_8);
        assertThat(HapiBridge.typed().toHapi(message)).isNotNull();
        assertThatThrownBy(() -> HapiBridge.typed(ValidationContextFactory.defaultValidation())
                        .toHapi(message))
                .isInstanceOf(HL7Exception.class);
    }

    @Test
    void whatIsNoMessageIsRefusedByHapi() {
        assertThatThrownBy(() -> HapiBridge.typed().toHapi(message("hello", UTF_8)))
                .isInstanceOf(HL7Exception.class);
    }

    @Test
    void readmeExample() throws HL7Exception {
        HapiBridge bridge = HapiBridge.typed();
        Hl7Message received = Hl7Message.of(RESULT.getBytes(ISO_8859_1));

        ORU_R01 result = (ORU_R01) bridge.toHapi(received);
        String sender = result.getMSH().getSendingApplication().encode();
        Hl7Message back = bridge.fromHapi(result);

        List<HapiProblem> problems = bridge.validate(received, ValidationContextFactory.defaultValidation());
        List<AckError> errors = problems.stream().map(HapiProblem::toAckError).toList(); // for the answer
        assertThat(errors).isEmpty();
        assertThat(sender).isEqualTo("ANALYZER");
        assertThat(back.get("OBX-5").text()).isEqualTo("5.4");
    }

    @Test
    void theReadmeHoldsThisCode() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/assaylink/hl7/hapi/HapiBridgeTest.java"));
        String readme = Files.readString(Path.of("README.md"));
        String example = readme.substring(readme.indexOf("```java") + 7, readme.lastIndexOf("```"));
        assertThat(squeezed(source)).contains(squeezed(example));
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
