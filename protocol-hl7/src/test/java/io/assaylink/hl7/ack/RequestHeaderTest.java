// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.message.Hl7Message;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header read in place, beside the message that has it. */
class RequestHeaderTest {

    private static final List<String> CONDITIONS =
            List.of("", "AL", "NE", "ER", "SU", "0", "al", " AL", "\"\"", "AL^x", "ALL");

    private static RequestHeader header(String text) {
        byte[] bytes = ("..." + text + "...").getBytes(ISO_8859_1);
        return new RequestHeader().read(bytes, 3, bytes.length - 3);
    }

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "ORU^R01, ORU, R01, true",
        "ORU^R01^ORU_R01, ORU, R01, true",
        "ORU^R01&x, ORU, R01, false",
        "ORU^R012, ORU, R01, false",
        "ORU^R0, ORU, R01, false",
        "ORUX^R01, ORU, R01, false",
        "OR^R01, ORU, R01, false",
        "oru^R01, ORU, R01, false",
        "ORU, ORU, '', true",
        "ORU^, ORU, '', true",
        "ORU, ORU, R01, false",
        "ORU^R01, ORU, '', false",
        "'', ORU, R01, false"
    })
    void typeAndEventAreComparedWhole(String type, String code, String event, boolean same) {
        assertThat(header("MSH|^~\\&|A|B|C|D|1||" + type + "|7|P|2.5\rPID|\r").is(code, event))
                .isEqualTo(same);
    }

    @Test
    void theConditionsAreThoseOfTheMessage() {
        List<String> wrong = new ArrayList<>();
        for (String accept : CONDITIONS) {
            for (String application : CONDITIONS) {
                for (String type : List.of("ORU^R01", "ACK", "ACK^R01^ACK", "ACKX")) {
                    String text =
                            "MSH|^~\\&|A|B|C|D|1||" + type + "|7|P|2.5|||" + accept + "|" + application + "\rPID|\r";
                    RequestHeader header = header(text);
                    if (!header.policy().equals(AckPolicy.of(message(text)))
                            || header.isAcknowledgment() != AckPolicy.isAcknowledgment(message(text))) {
                        wrong.add(text);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MSH|^~\\&|A^1^ISO|B|C&x|D|1||ORU^R01|7|P|2.5.1\rPID|\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01^ORU_R01|7 a|P|2.3.1||||||8859/1~X\r",
                "MSH|^~\\&|A|B|C|D|1||ORU|007|P|2.2\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01|7|P|2.10.3\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01|7|P|x\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01|7",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01||P|2.5\r",
                "MSH|^~\\&|",
                "MSH|^~\\&",
                "MSH|^~\\",
                "MSH#*~\\&#A#B#C#D#1##ORU*R01#7#P#2.5\r",
                "MSH|^~|A|B|C|D|1||ORU^R01|7|P|2.5\r",
                "MSH|^~\\&#|A|B|C|D|1||ORU^R01|7|P|2.7\r",
                "\u00ef\u00bb\u00bfMSH|^~\\&|A|B|C|D|1||ORU^R01|7|P|2.5\r",
                "MSH|^~\\&|A\u00e4|B|C|D|1||ORU^R01|7|P|2.5||||||8859/1\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01|7\u0001|P|2.5\r",
                "MSH|^~\\&|A|B|C|D|1||ORU^R01|7|P|2.5\nPID|\n",
                "MSH|^^\\&|A|B|C|D|1||ORU^R01|7|P|2.5\r",
                "PID|1\r",
                ""
            })
    void everyHeaderGivesTheAnswerOfItsMessage(String text) {
        OffsetDateTime time = OffsetDateTime.ofInstant(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        AcknowledgmentWriter writer = new AcknowledgmentWriter(AckProfile.defaults(), () -> "ID1", ZoneOffset.UTC);
        for (AckCode code : AckCode.values()) {
            ByteBuffer target = ByteBuffer.allocate(1000);
            writer.write(header(text), code, 1_700_000_000, target);
            byte[] written = new byte[target.flip().remaining()];
            target.get(written);
            assertThat(Hl7Message.of(written)).isEqualTo(Acknowledgment.of(message(text), code, "ID1", time));
            assertThat(new String(written, ISO_8859_1))
                    .isEqualTo(new String(
                            Acknowledgment.of(message(text), code, "ID1", time).toBytes(), ISO_8859_1));
        }
        assertThat(header(text).isReadable()).isEqualTo(message(text).hasHeader());
        assertThat(header(text).hasControlId())
                .isEqualTo(Acknowledgment.echoableId(message(text)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 198, 199, 200, 1000})
    void anIdOfMoreThan199BytesIsNotEchoed(int length) {
        RequestHeader header = header("MSH|^~\\&|A|B|C|D|1||ORU^R01|" + "9".repeat(length) + "|P|2.5\r");
        assertThat(header.hasControlId()).isEqualTo(length <= 199);
    }

    @Test
    void aBufferThatIsTooSmallIsNotTouched() {
        AcknowledgmentWriter writer = new AcknowledgmentWriter(AckProfile.defaults(), () -> "ID1", ZoneOffset.UTC);
        RequestHeader header = header("MSH|^~\\&|A|B|C|D|1||ORU^R01|7|P|2.5\r");
        ByteBuffer whole = ByteBuffer.allocate(1000);
        writer.write(header, AckCode.AA, 1_700_000_000, whole);
        ByteBuffer small = ByteBuffer.allocate(whole.position() - 1);
        assertThatThrownBy(() -> writer.write(header, AckCode.AA, 1_700_000_000, small))
                .isInstanceOf(BufferOverflowException.class);
        assertThat(small.position()).isZero();
        writer.write(header, AckCode.AA, 1_700_000_000, ByteBuffer.allocate(whole.position()));
        assertThatThrownBy(() -> new RequestHeader().read(new byte[3], 1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new RequestHeader().read(new byte[3], -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new RequestHeader().read(new byte[3], 2, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void idsAreTheSameAsTextAndAsBytes() {
        ControlIds texts = ControlIds.startedAt(Instant.ofEpochSecond(1_700_000_000));
        ControlIds bytes = ControlIds.startedAt(Instant.ofEpochSecond(1_700_000_000));
        ControlIds plain = () -> "ID7";
        byte[] target = new byte[64];
        for (int i = 0; i < 1_400; i++) {
            int end = bytes.next(target, 5);
            assertThat(new String(target, 5, end - 5, ISO_8859_1)).isEqualTo(texts.next());
        }
        assertThat(new String(target, 1, plain.next(target, 1) - 1, ISO_8859_1)).isEqualTo("ID7");
        assertThat(target[0]).isZero();
    }
}
