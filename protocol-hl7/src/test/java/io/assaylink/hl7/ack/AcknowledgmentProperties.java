// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.ack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.ack.Acknowledgment.Content;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold for the answer to any message. */
class AcknowledgmentProperties {

    @Property(tries = 10_000)
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

    @Property(tries = 10_000)
    @Label("8 9 the writer and the reused header give the same answer as the message, wherever it stands")
    void theWriterGivesTheSameAnswer(
            @ForAll("requests") byte[] request, @ForAll AckCode code, @ForAll @IntRange(max = 9) int before) {
        Hl7Message message = Hl7Message.of(request);
        OffsetDateTime time = OffsetDateTime.parse("2024-01-31T16:30:00+01:00");
        AckProfile profile = AckProfile.defaults();
        Hl7Message expected = Acknowledgment.of(message, Content.of(code), profile, "X1", time);

        byte[] read = new byte[before + request.length + 3];
        System.arraycopy(request, 0, read, before, request.length);
        RequestHeader header = new RequestHeader();
        header.read(Traffic.OTHER, 0, Traffic.OTHER.length);
        header.read(read, before, before + request.length);
        ByteBuffer out = ByteBuffer.allocate(4096);
        new AcknowledgmentWriter(profile, () -> "X1", time.getOffset()).write(header, code, time.toEpochSecond(), out);
        assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(expected.toBytes());
        assertThat(header.policy()).isEqualTo(AckPolicy.of(message));
        assertThat(header.isAcknowledgment()).isEqualTo(AckPolicy.isAcknowledgment(message));
        assertThat(header.hasControlId())
                .isEqualTo(Acknowledgment.echoableId(message).isPresent());
        assertThat(header.is("ORU", "R01"))
                .isEqualTo(message.hasHeader() && message.type().is("ORU", "R01"));
        assertThat(header.isReadable()).isEqualTo(message.hasHeader());
    }

    /** A message that must leave no trace in the header that is read after it. */
    private static final class Traffic {
        static final byte[] OTHER = "MSH#!@%*#o#p#q#r###OUL!R22#other#T#2.1###AL#ER##8859/9\r".getBytes(ISO_8859_1);
    }

    @Provide
    Arbitrary<byte[]> requests() {
        Arbitrary<String> tokens = Arbitraries.of(
                "|", "|", "|", "^", "~", "&", "A", "AL", "NE", "er", "0", " SU ", "ORU^R01", "ACK^R01", "2.5.1", "2.3",
                "2.10", "", "\u00e4", "x y", "\r", "\n", "\u0001", "PID|1");
        Arbitrary<String> loose = tokens.list().ofMaxSize(40).map(all -> String.join("", all));
        Arbitrary<String> field =
                Arbitraries.of("", "AL", "ne", "ER", "SU ", "1", "A^B&C", "\u00e4~x", "ACK^R01", "AL~NE");
        Arbitrary<String> fields = field.list().ofMaxSize(10).map(all -> String.join("|", all));
        Arbitrary<String> strict = Combinators.combine(
                        fields,
                        Arbitraries.of("ORU^R01", "ORU^R01^ORU_R01", "ACK", "QBP^~x", "", "ORU"),
                        Arbitraries.of("1", "", "007 ", "9".repeat(199), "9".repeat(200), "a\u0002"),
                        Arbitraries.of("2.5.1^DEU", "2.3", "2.3.1", "", "2.4~2.5", "x"))
                .as((rest, type, id, version) ->
                        "A|B|C^1.2^ISO|D|2024||" + type + "|" + id + "|P|" + version + "|||" + rest);
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                        "MSH|^~\\&|",
                                        "MSH|^~\\&#|",
                                        "MSH|^~|",
                                        "\nMSH|^~\\&|",
                                        "MSH|^^\\&|",
                                        "MSH||",
                                        "M",
                                        "")
                                .flatMap(start -> loose.map(rest -> start + rest)),
                        strict.map(rest -> "MSH|^~\\&|" + rest + "\rOBX|1\r"),
                        strict.map(rest -> "MSH|^~\\&|" + rest))
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @Property(tries = 10_000)
    void idsAsBytesAreTheIdsAsText(@ForAll @IntRange(min = 1, max = 5000) int count) {
        ControlIds text = ControlIds.startedAt(Instant.EPOCH);
        ControlIds bytes = ControlIds.startedAt(Instant.EPOCH);
        byte[] target = new byte[ControlIds.LONGEST + 1];
        String last = "";
        int end = 1;
        for (int i = 0; i < count; i++) {
            last = text.next();
            end = bytes.next(target, 1);
        }
        assertThat(new String(target, 1, end - 1, ISO_8859_1)).isEqualTo(last);
    }

    @Property(tries = 10_000)
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
