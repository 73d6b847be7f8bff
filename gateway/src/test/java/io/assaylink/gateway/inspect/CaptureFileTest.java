// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureFileTest {
    private static final String RECORDS = "H|\\^&\rP|1\rO|1|S-1\rR|1|^^^GLU|5.4\rL|1|N\r";
    private static final String ORU = "MSH|^~\\&|A|B|C|D|20240102||ORU^R01|17|P|2.5.1\rOBX|1|NM|GLU||5.4\r";

    @Test
    void bareRecordsOfSeveralMessages() {
        CaptureFile file = CaptureFile.read(latin1("# a comment\r" + RECORDS + RECORDS));
        assertThat(file.form()).isEqualTo(CaptureFile.Form.ASTM_RECORDS);
        assertThat(file.astm())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.toBytes()).isEqualTo(latin1(RECORDS)));
        assertThat(file.notes()).extracting(Note::code).containsExactly("OUTSIDE_MESSAGE");
    }

    @Test
    void framesAreTakenAsTheGatewayTakesThem() {
        CaptureFile file = CaptureFile.read(framed(RECORDS, 0));
        assertThat(file.form()).isEqualTo(CaptureFile.Form.ASTM_FRAMES);
        assertThat(file.astm())
                .singleElement()
                .satisfies(message -> assertThat(message.toBytes()).isEqualTo(latin1(RECORDS)));
        assertThat(file.notes()).isEmpty();
    }

    @Test
    void severalMessagesOfOneFrame() {
        CaptureFile file = CaptureFile.read(framed(RECORDS + RECORDS, 0));
        assertThat(file.astm()).hasSize(2);
        assertThat(file.notes()).extracting(Note::code).containsExactly("MESSAGES_SHARE_FRAME");
    }

    @Test
    void framesThatDoNotCheckOutAreSalvagedAndSaidToBe() {
        CaptureFile file = CaptureFile.read(framed(RECORDS, 1));
        assertThat(file.astm())
                .singleElement()
                .satisfies(message -> assertThat(message.toBytes()).isEqualTo(latin1(RECORDS)));
        assertThat(file.notes()).extracting(Note::code).contains("CHECKSUM_MISMATCH", "UNVERIFIED");
    }

    @Test
    void framesWithoutNumbersAreSalvagedWhole() {
        String session = "\u0005\u0002H|\\^&\r\u000305\r\n\u0002L|1|N\r\u0003D3\r\n\u0004";
        CaptureFile file = CaptureFile.read(latin1(session));
        assertThat(file.astm())
                .singleElement()
                .satisfies(message -> assertThat(message.toBytes()).isEqualTo(latin1("H|\\^&\rL|1|N\r")));
        assertThat(file.notes()).extracting(Note::code).contains("FRAME_NUMBER_INVALID", "UNVERIFIED");
    }

    @Test
    void aLoggersListOfBytesIsTheSameCapture() {
        byte[] wire = framed(RECORDS, 0);
        String list = IntStream.range(0, wire.length)
                .mapToObj(i -> String.valueOf(wire[i] & 0xFF))
                .collect(Collectors.joining(", ", "[[", "]]"));
        assertThat(CaptureFile.wireBytes(latin1(list))).isEqualTo(wire);
        assertThat(CaptureFile.read(latin1(list)).astm()).hasSize(1);
    }

    @Test
    void hl7WithAndWithoutBlocks() {
        assertThat(CaptureFile.read(latin1(ORU + ORU)).hl7()).hasSize(2);
        CaptureFile blocks = CaptureFile.read(latin1("\u000B" + ORU + "\u001C\r\u000B" + ORU + "\u001C\r"));
        assertThat(blocks.form()).isEqualTo(CaptureFile.Form.HL7_BLOCKS);
        assertThat(blocks.hl7())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.toBytes()).isEqualTo(latin1(ORU)));
        assertThat(blocks.notes()).isEmpty();
    }

    @Test
    void bareTextBeforeABlockIsNotLost() {
        CaptureFile file = CaptureFile.read(latin1(ORU + "\u000B" + ORU + "\u001C\r\u000B\u001C\r"));
        assertThat(file.hl7())
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.toBytes()).isEqualTo(latin1(ORU)));
        assertThat(file.notes())
                .first()
                .isEqualTo(new Note("MISSING_START", 0, file.notes().get(0).text()));
        assertThat(file.notes().get(1).offset()).isGreaterThan(2L * ORU.length());
    }

    @Test
    void aByteOrderMarkHidesNothing() {
        assertThat(CaptureFile.read(("\uFEFF" + ORU).getBytes(StandardCharsets.UTF_8))
                        .hl7())
                .hasSize(1);
    }

    @Test
    void whatIsNeitherIsSaid() {
        assertThat(CaptureFile.read(new byte[0]).notes()).extracting(Note::code).containsExactly("NOT_RECOGNISED");
        CaptureFile file = CaptureFile.read(latin1("{\"a\": 1}"));
        assertThat(file.size()).isZero();
        assertThat(file.notes()).extracting(Note::code).containsExactly("NOT_RECOGNISED");
    }

    @Test
    void notesHoldNoPayload() {
        byte[] bytes = framed("H|\\^&\rP|1||||SECRET^NAME\rL|1|N\r", 1);
        assertThat(CaptureFile.read(bytes).notes().toString()).doesNotContain("SECRET");
    }

    /** ENQ, one packed frame, EOT; the checksum is off by so much. */
    public static byte[] framed(String records, int error) {
        byte[] body = latin1("1" + records + "\u0003");
        int sum = IntStream.range(0, body.length).map(i -> body[i] & 0xFF).sum() + error;
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.write(0x05);
        wire.write(0x02);
        wire.writeBytes(body);
        wire.writeBytes(latin1(String.format("%02X\r\n", sum & 0xFF)));
        wire.write(0x04);
        return wire.toByteArray();
    }

    private static byte[] latin1(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(bytes, bytes.length);
    }
}
