// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.assaylink.hl7.encoding.LineEnds;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Problem.Code;
import io.assaylink.hl7.message.MessageProfile;
import java.nio.charset.Charset;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each edit and the bytes that come of it. */
class MessageEditorTest {

    private static final String HEADER = "MSH|^~\\&|A|B|C|D|20240131||ORU^R01|W-1|P|2.5.1\r";

    private static Hl7Message message(String text) {
        return Hl7Message.of(text.getBytes(ISO_8859_1));
    }

    private static MessageEditor edit(String body) {
        return MessageEditor.of(message(HEADER + body));
    }

    private static String body(MessageEditor editor) {
        String text = new String(editor.toMessage().toBytes(), ISO_8859_1);
        assertThat(text).startsWith(HEADER);
        return text.substring(HEADER.length());
    }

    private static UnwritableValue refused(ThrowingCallable call) {
        return catchThrowableOfType(UnwritableValue.class, call);
    }

    @Nested
    @DisplayName("2.5 values at every depth")
    class Values {
        @Test
        void aTextGoesWhereThePathSays() {
            assertThat(body(edit("PID|1||a^b&c~d|x\r").set("PID-3", "n"))).isEqualTo("PID|1||n|x\r");
            assertThat(body(edit("PID|1||a^b&c~d|x\r").set("PID-3[2]", "n"))).isEqualTo("PID|1||a^b&c~n|x\r");
            assertThat(body(edit("PID|1||a^b&c~d|x\r").set("PID-3.1", "n"))).isEqualTo("PID|1||n^b&c~d|x\r");
            assertThat(body(edit("PID|1||a^b&c~d|x\r").set("PID-3.2.2", "n"))).isEqualTo("PID|1||a^b&n~d|x\r");
            assertThat(body(edit("OBX|1\rOBX|2||\r").set("OBX[2]-2", "NM"))).isEqualTo("OBX|1\rOBX|2|NM|\r");
        }

        @Test
        void missingDelimitersAreAdded() {
            assertThat(body(edit("PID|1\r").set("PID-5.2", "n"))).isEqualTo("PID|1||||^n\r");
            assertThat(body(edit("PID\r").set("PID-1", "n"))).isEqualTo("PID|n\r");
            assertThat(body(edit("PID||a\r").set("PID-2[3].2.2", "n"))).isEqualTo("PID||a~~^&n\r");
            assertThat(body(edit("PID||a|\r").set("PID-2.3", "n"))).isEqualTo("PID||a^^n|\r");
        }

        @Test
        void emptyAndNullAreTwoThings() {
            assertThat(body(edit("PID|1|a|b\r").clear("PID-2"))).isEqualTo("PID|1||b\r");
            assertThat(body(edit("PID|1|a|b\r").set("PID-2", ""))).isEqualTo("PID|1||b\r");
            assertThat(body(edit("PID|1|a|b\r").setNull("PID-2"))).isEqualTo("PID|1|\"\"|b\r");
            assertThat(body(edit("PID|1|a|b\r").set("PID-2", "\"\""))).isEqualTo("PID|1|\\X2222\\|b\r");
        }

        @Test
        void whatIsNotThereIsEmptyAlready() {
            assertThat(body(edit("PID|1|a\r").clear("PID-9.3.2"))).isEqualTo("PID|1|a\r");
            assertThat(body(edit("PID|1|a\r").clear("PID-2[4]"))).isEqualTo("PID|1|a\r");
            assertThat(body(edit("PID|1|a\r").clear("PID-2.1.2"))).isEqualTo("PID|1|a\r");
        }

        @Test
        void repetitionsAreAppended() {
            assertThat(body(edit("PID|1||a|x\r").append("PID-3", "b~c"))).isEqualTo("PID|1||a~b\\R\\c|x\r");
            assertThat(body(edit("PID|1|||x\r").append("PID-3", "b"))).isEqualTo("PID|1||b|x\r");
            assertThat(body(edit("PID|1\r").append("PID-3", "b"))).isEqualTo("PID|1||b\r");
            assertThatThrownBy(() -> edit("PID|1\r").append("PID-3.1", "b"))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void theHeaderCountsItsSeparator() {
            Hl7Message edited = MessageEditor.of(message(HEADER))
                    .set("MSH-3.2", "n")
                    .set("MSH-13", "5")
                    .toMessage();
            assertThat(new String(edited.toBytes(), ISO_8859_1))
                    .isEqualTo("MSH|^~\\&|A^n|B|C|D|20240131||ORU^R01|W-1|P|2.5.1|5\r");
        }
    }

    @Nested
    @DisplayName("2.7 what goes out is escaped for the message")
    class Escaping {
        @Test
        void forItsDelimiters() {
            Hl7Message message = message("MSH#!@%*#A#B#C#D###ORU!R01#1#P#2.5\rNTE#1\r");
            Hl7Message edited =
                    MessageEditor.of(message).set("NTE-3", "#!@%*|^\r").toMessage();
            assertThat(new String(edited.toBytes(), ISO_8859_1)).endsWith("NTE#1##%F%%S%%R%%E%%T%|^%X0D%\r");
            assertThat(edited.get("NTE-3.1.1").text()).isEqualTo("#!@%*|^\r");
        }

        @Test
        void lineEndsAsTold() {
            assertThat(body(edit("NTE|1\r").lineEnds(LineEnds.BREAK).set("NTE-3", "a\r\nb")))
                    .isEqualTo("NTE|1||a\\.br\\b\r");
        }

        @Test
        void encodedBytesGoAsTheyAreIfTheyStayInTheirPlace() {
            assertThat(body(edit("PID|1||a|x\r").setEncoded("PID-3", "b^c&d~e".getBytes(ISO_8859_1))))
                    .isEqualTo("PID|1||b^c&d~e|x\r");
            for (String bad : new String[] {"PID-3:a|b", "PID-3[1]:a~b", "PID-3.1:a^b", "PID-3.1.1:a&b"}) {
                String[] both = bad.split(":", -1);
                assertThat(refused(() -> edit("PID|1\r").setEncoded(both[0], both[1].getBytes(ISO_8859_1))))
                        .as(bad)
                        .returns(Reason.DELIMITER, UnwritableValue::reason)
                        .returns(1, UnwritableValue::offset)
                        .returns(both[0], UnwritableValue::place);
            }
            for (String control : new String[] {"\r", "\n", "\u000b", "\u001c"}) {
                assertThat(refused(() -> edit("PID|1\r").setEncoded("PID-3", ("x" + control).getBytes(ISO_8859_1)))
                                .reason())
                        .isEqualTo(Reason.CONTROL_CHARACTER);
            }
        }
    }

    @Nested
    @DisplayName("5.7 what goes out is in the charset of the message")
    class Charsets {
        @Test
        void whatMsh18Names() {
            String text = HEADER.stripTrailing() + "||||||GB 18030-2000\rNTE|1\r";
            Hl7Message edited =
                    MessageEditor.of(message(text)).set("NTE-3", "表").toMessage();
            assertThat(edited.get("NTE-3").bytes()).isEqualTo("表".getBytes(Charset.forName("GB18030")));
            assertThat(edited.get("NTE-3").text()).isEqualTo("表");
        }

        @Test
        void theLinksOverride() {
            Hl7Message message = Hl7Message.of((HEADER + "NTE|1\r").getBytes(ISO_8859_1), UTF_8);
            Hl7Message edited = MessageEditor.of(message).set("NTE-3", "ä").toMessage();
            assertThat(edited.get("NTE-3").text()).isEqualTo("ä");
            assertThat(edited.profile()).isEqualTo(message.profile());
        }

        @Test
        void whatItDoesNotHaveIsRefusedAndChangesNothing() {
            MessageEditor editor = edit("PID|1||x\r");
            assertThat(refused(() -> editor.set("PID-5.1", "Müller")))
                    .returns(Reason.UNMAPPABLE, UnwritableValue::reason)
                    .returns("PID-5.1", UnwritableValue::place)
                    .returns(1, UnwritableValue::offset)
                    .hasMessageNotContaining("ü");
            assertThat(body(editor)).isEqualTo("PID|1||x\r");
        }

        @Test
        void msh18MayBeSetWhileAllIsAscii() {
            Hl7Message edited = edit("PID|1\r")
                    .set("MSH-18", "UNICODE UTF-8")
                    .set("PID-5.1", "Müller")
                    .toMessage();
            assertThat(edited.charset()).isEqualTo(UTF_8);
            assertThat(edited.get("PID-5.1").text()).isEqualTo("Müller");
            assertThat(edited.problems()).isEmpty();
        }

        @Test
        void msh18MayNotTurnOtherTextIntoSomethingElse() {
            MessageEditor latin1 = MessageEditor.of(message(HEADER + "PID|1||||M\u00fcller\r"));
            assertThat(refused(() -> latin1.set("MSH-18", "UNICODE UTF-8")).reason())
                    .isEqualTo(Reason.CHARSET_CHANGE);
            assertThat(latin1.toMessage().get("MSH-18").isAbsent()).isTrue();
            assertThat(latin1.set("MSH-18", "8859/1")
                            .set("PID-6", "ß")
                            .toMessage()
                            .problems())
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("segments")
    class Segments {
        @Test
        void areInsertedAddedAndRemoved() {
            MessageEditor editor = edit("PID|1\rOBX|1\rOBX|2\r");
            editor.insert(
                    editor.indexOf("OBX", 1) + 1,
                    "NTE",
                    fields -> fields.set(1, "1").set(3, "a|b"));
            assertThat(body(editor)).isEqualTo("PID|1\rOBX|1\rNTE|1||a\\F\\b\rOBX|2\r");
            editor.remove(editor.indexOf("OBX", 2)).add("ZZZ", fields -> {});
            assertThat(body(editor)).isEqualTo("PID|1\rOBX|1\rNTE|1||a\\F\\b\rZZZ\r");
            assertThat(editor.size()).isEqualTo(5);
        }

        @Test
        void newOnesEndAsTheOthersDo() {
            String crlf = HEADER.stripTrailing() + "\r\nPID|1\r\n\r\nOBX|1";
            Hl7Message edited = MessageEditor.of(message(crlf))
                    .add("NTE", f -> f.set(1, "1"))
                    .toMessage();
            assertThat(new String(edited.toBytes(), ISO_8859_1)).isEqualTo(crlf + "\r\nNTE|1\r\n");
            String lf = HEADER.stripTrailing() + "\nPID|1\n";
            assertThat(new String(
                            MessageEditor.of(message(lf))
                                    .insert(1, "NTE", f -> {})
                                    .toMessage()
                                    .toBytes(),
                            ISO_8859_1))
                    .isEqualTo(HEADER.stripTrailing() + "\nNTE\nPID|1\n");
        }

        @Test
        void theHeaderStays() {
            assertThatThrownBy(() -> edit("PID|1\r").remove(0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> edit("PID|1\r").insert(0, "NTE", f -> {}))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> edit("PID|1\r").add("MSH", f -> {})).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> edit("PID|1\r").add("pid", f -> {})).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void otherHeadersInTheMessageCountTheirSeparatorToo() {
        assertThat(body(edit("BHS|^~\\&|X\r").set("BHS-3", "n"))).isEqualTo("BHS|^~\\&|n\r");
        assertThat(body(edit("MSH|^~\\&|X\r").set("MSH[2]-3.2", "n"))).isEqualTo("MSH|^~\\&|X^n\r");
        assertThatThrownBy(() -> edit("BHS|^~\\&|X\r").set("BHS-2", "n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edit("MSH|^~\\&|X\r").clear("MSH[2]-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSegmentWithJoinedLinesIsEditedWhereThePathSays() {
        MessageProfile joins = MessageProfile.strict().withJoinBrokenLines(true);
        Hl7Message message = Hl7Message.of((HEADER + "NTE\rbroken|b\rOBX|1\r").getBytes(ISO_8859_1), joins);
        assertThat(body(MessageEditor.of(message).set("NTE-1", "c"))).isEqualTo("NTE\rbroken|c\rOBX|1\r");
    }

    @Test
    void whatTheMessageDoesNotHaveIsMisuse() {
        assertThatThrownBy(() -> edit("PID|1\r").set("OBX-1", "x")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> edit("PID|1\r").set("MSH-2", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MessageEditor.of(message("hello"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDelimiterThatTheMessageDoesNotDeclareIsNotInvented() {
        MessageEditor editor = MessageEditor.of(message("MSH|^~\\|A|||||||1|P|2.5\rPID|1||a\r"));
        assertThat(refused(() -> editor.set("PID-3.1.2", "x")).reason()).isEqualTo(Reason.NO_DELIMITER);
        assertThat(editor.set("PID-3.1", "x&y").toMessage().get("PID-3.1").text())
                .isEqualTo("x&y");
        MessageProfile lenient = MessageProfile.strict().tolerating(Code.DELIMITERS);
        Hl7Message odd = Hl7Message.of("MSH|^^\\&|A|||||||1|P|2.5\rPID|1||a\r".getBytes(ISO_8859_1), lenient);
        assertThat(refused(() -> MessageEditor.of(odd).append("PID-3", "x")).reason())
                .isEqualTo(Reason.NO_DELIMITER);
    }

    @Test
    void theMessageItWasMadeOfStays() {
        Hl7Message message = message(HEADER + "PID|1||a\r");
        MessageEditor editor = MessageEditor.of(message).set("PID-3", "b");
        Hl7Message first = editor.toMessage();
        editor.set("PID-3", "c");
        assertThat(message.get("PID-3").text()).isEqualTo("a");
        assertThat(first.get("PID-3").text()).isEqualTo("b");
        assertThat(editor.toMessage().get("PID-3").text()).isEqualTo("c");
        assertThat(editor.toString()).doesNotContain("PID");
    }
}
