// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file and the messages in it, in order.
 *
 * @param form what the bytes look like
 * @param astm its ASTM messages
 * @param hl7 its HL7 messages; only one of the two lists is ever filled
 * @param notes what is in the file and no message, or needed a tolerance
 */
public record CaptureFile(Form form, List<AstmMessage> astm, List<Hl7Message> hl7, List<Note> notes) {

    /** What the bytes of a file look like. */
    public enum Form {
        /** E1381: ENQ, frames, EOT. */
        ASTM_FRAMES,
        /** E1394 records without frames. */
        ASTM_RECORDS,
        /** MLLP blocks. */
        HL7_BLOCKS,
        /** HL7 segments without blocks. */
        HL7_TEXT,
        /** Neither. */
        UNKNOWN
    }

    public CaptureFile {
        astm = List.copyOf(astm);
        hl7 = List.copyOf(hl7);
        notes = List.copyOf(notes);
    }

    /** How many messages. */
    public int size() {
        return astm.size() + hl7.size();
    }

    /** Reads all messages; any bytes at all give an answer. */
    public static CaptureFile read(byte[] file) {
        byte[] bytes = ByteList.isByteList(file) ? ByteList.bytes(file) : file;
        Form form = form(bytes);
        return switch (form) {
            case ASTM_FRAMES -> AstmReader.frames(bytes);
            case ASTM_RECORDS -> AstmReader.records(bytes);
            case HL7_BLOCKS -> Hl7Reader.blocks(bytes);
            case HL7_TEXT -> Hl7Reader.text(bytes);
            case UNKNOWN ->
                new CaptureFile(
                        form,
                        List.of(),
                        List.of(),
                        List.of(new Note("NOT_RECOGNISED", 0, "neither ASTM nor HL7, framed or bare")));
        };
    }

    /** The bytes of a capture as they were on the wire, whichever way the file stores them. */
    public static byte[] wireBytes(byte[] file) {
        return ByteList.isByteList(file) ? ByteList.bytes(file) : file;
    }

    static Form form(byte[] bytes) {
        for (byte b : bytes) {
            switch (b) {
                case 0x0B -> {
                    return Form.HL7_BLOCKS;
                }
                case 0x05, 0x02 -> {
                    return Form.ASTM_FRAMES;
                }
                default -> {
                    // text, or what stands before a frame
                }
            }
        }
        boolean astm = false;
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("[\r\n]", -1)) {
            String text = line.startsWith("\u00EF\u00BB\u00BF") ? line.substring(3) : line;
            if (text.matches("(MSH|FHS|BHS)[^A-Za-z0-9].*")) {
                return Form.HL7_TEXT;
            }
            astm |= text.matches("H[^A-Za-z0-9].*");
            if (astm) {
                return Form.ASTM_RECORDS;
            }
        }
        return Form.UNKNOWN;
    }
}
