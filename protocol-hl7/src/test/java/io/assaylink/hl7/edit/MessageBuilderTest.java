// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.LineEnds;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {

    private static void fill(HeaderFields header) {
        header.type("ORU", "R01", "ORU_R01").controlId("7").version("2.5.1");
    }

    private static String text(Hl7Message message) {
        return new String(message.toBytes(), ISO_8859_1);
    }

    @Test
    void aWorkOrderOfLaw() {
        Hl7Message message = MessageBuilder.standard()
                .header(header -> header.sender("MANAGER", "LAB")
                        .receiver("ANALYZER", "LAB")
                        .time(OffsetDateTime.parse("2026-01-02T03:04:05+01:00"))
                        .type("OML", "O33", "OML_O33")
                        .controlId("41")
                        .version("2.5.1")
                        .acknowledgments("NE", "AL")
                        .profile("LAB-28", "IHE"))
                .segment("SPM", spm -> spm.set(1, "1").component(2, 1, "S&1").set(4, "", "SER", "HL70487"))
                .segment("ORC", orc -> orc.set(1, "NW").setNull(2))
                .segment(
                        "OBR",
                        obr -> obr.set(4, "GLU", "Glucose", "99LAB")
                                .repeat(10, "a")
                                .repeat(10, "b", "c"))
                .segment(
                        "NTE",
                        nte -> nte.lineEnds(LineEnds.BREAK)
                                .set(3, "one\ntwo")
                                .encoded(4, "A^B".getBytes(US_ASCII))
                                .subcomponent(5, 2, 3, "x"))
                .toMessage();
        assertThat(text(message))
                .isEqualTo(
                        "MSH|^~\\&|MANAGER|LAB|ANALYZER|LAB|20260102030405+0100||OML^O33^OML_O33|41|P|2.5.1|||NE|AL||"
                                + "UNICODE UTF-8|||LAB-28^IHE\r"
                                + "SPM|1|S\\T\\1||^SER^HL70487\rORC|NW|\"\"\rOBR||||GLU^Glucose^99LAB||||||a~b^c\r"
                                + "NTE|||one\\.br\\two|A^B|^&&x\r");
        assertThat(message.problems()).isEmpty();
        assertThat(message.get("SPM-2.1").text()).isEqualTo("S&1");
    }

    @Test
    void msh18NamesTheCharset() {
        for (String[] each : List.of(
                new String[] {"US-ASCII", ""},
                new String[] {"ISO-8859-15", "8859/15"},
                new String[] {"GB18030", "GB 18030-2000"},
                new String[] {"GBK", "GBK"},
                new String[] {"windows-31j", "windows-31j"},
                new String[] {"ISO-2022-JP", "ISO IR87"})) {
            Charset charset = Charset.forName(each[0]);
            Hl7Message message = MessageBuilder.of(Delimiters.standard(), charset)
                    .header(MessageBuilderTest::fill)
                    .segment("NTE", nte -> nte.set(3, charset.newEncoder().canEncode("表") ? "表" : "x"))
                    .toMessage();
            assertThat(message.get("MSH-18").text()).isEqualTo(each[1]);
            assertThat(message.charset()).isEqualTo(charset);
            assertThat(message.problems()).as(each[0]).isEmpty();
        }
        assertThatThrownBy(() -> MessageBuilder.of(Delimiters.standard(), UTF_16))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageBuilder.of(Delimiters.standard(), Charset.forName("IBM037")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherDelimitersAndTheirCharsetNameEscaped() {
        Hl7Message message = MessageBuilder.of(Delimiters.of('/', "!@%"), ISO_8859_1)
                .header(MessageBuilderTest::fill)
                .segment("NTE", nte -> nte.set(3, "a/b", "c|d"))
                .toMessage();
        assertThat(text(message)).contains("8859%F%1\rNTE///a%F%b!c|d\r");
        assertThat(message.charset()).isEqualTo(ISO_8859_1);
        assertThatThrownBy(() -> MessageBuilder.of(Delimiters.of('|', "^^"), UTF_8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusedSegmentIsNotInTheMessage() {
        MessageBuilder builder =
                MessageBuilder.of(Delimiters.standard(), US_ASCII).header(MessageBuilderTest::fill);
        UnwritableValue refused = catchThrowableOfType(
                UnwritableValue.class, () -> builder.segment("PID", pid -> pid.set(5, "M", "\u00fc")));
        assertThat(refused)
                .returns(Reason.UNMAPPABLE, UnwritableValue::reason)
                .returns("PID-5.2", UnwritableValue::place);
        assertThat(text(builder.segment("NTE", nte -> nte.set(1, "1")).toMessage()))
                .endsWith("2.5.1\rNTE|1\r");
        assertThat(catchThrowableOfType(
                                UnwritableValue.class,
                                () -> builder.segment("NTE", nte -> nte.encoded(3, new byte[] {'\r'})))
                        .reason())
                .isEqualTo(Reason.CONTROL_CHARACTER);
    }

    @Test
    void theHeaderIsFirstStandsOnceAndIsWhole() {
        assertThatThrownBy(() -> MessageBuilder.standard().segment("PID", f -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MessageBuilder.standard().toMessage()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MessageBuilder.standard()
                        .header(MessageBuilderTest::fill)
                        .header(MessageBuilderTest::fill))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MessageBuilder.standard().header(h -> h.controlId("1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MSH-9");
        assertThatThrownBy(() -> MessageBuilder.standard()
                        .header(MessageBuilderTest::fill)
                        .segment("MSH", f -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        for (String bad : List.of("", "9".repeat(200), "a\tb")) {
            assertThatThrownBy(() -> MessageBuilder.standard().header(h -> h.controlId(bad)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> MessageBuilder.standard().header(h -> h.field(18, "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
