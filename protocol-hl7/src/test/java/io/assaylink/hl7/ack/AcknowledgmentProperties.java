// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.message.Hl7Message;
import java.time.OffsetDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for the answer to any message. */
class AcknowledgmentProperties {

    @Property
    void anyAnswerIsAMessageThatNamesItsRequestAndIsNotAnswered(
            @ForAll("fields") String id, @ForAll("fields") String sender, @ForAll AckCode code) {
        Hl7Message request =
                Hl7Message.of(("MSH|^~\\&|" + sender + "|B|C|D|||OUL^R22|" + id + "|P|2.5.1\r").getBytes(ISO_8859_1));
        Hl7Message answer = Acknowledgment.of(request, code, "X1", OffsetDateTime.parse("2024-01-31T16:30:00Z"));
        assertThat(answer.hasHeader()).isTrue();
        assertThat(answer.get("MSA-1").text()).isEqualTo(code.name());
        assertThat(answer.get("MSA-2").bytes()).isEqualTo(request.controlId().bytes());
        assertThat(answer.get("MSH-5").bytes()).isEqualTo(request.get("MSH-3").bytes());
        assertThat(AckPolicy.of(answer).onSuccess()).isEmpty();
        assertThat(answer.toBytes()).endsWith('\r');
    }

    @Property
    void noiseNeverThrows(@ForAll byte[] noise, @ForAll AckCode code) {
        Hl7Message answer =
                Acknowledgment.of(Hl7Message.of(noise), code, "X1", OffsetDateTime.parse("2024-01-31T16:30:00Z"));
        assertThat(answer.hasHeader()).isTrue();
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.strings()
                .withCharRange(' ', '\u00ff')
                .excludeChars('|', '\u007f')
                .ofMinLength(1)
                .ofMaxLength(30);
    }
}
