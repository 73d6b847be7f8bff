// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Messages;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** HL7 messages of a file. */
final class Hl7Reader {
    private Hl7Reader() {}

    static CaptureFile text(byte[] bytes) {
        Hl7Messages file = Hl7Messages.split(bytes);
        List<Note> notes = new ArrayList<>();
        file.problems()
                .forEach(problem -> notes.add(new Note(problem.code().name(), problem.offset(), problem.hint())));
        return new CaptureFile(CaptureFile.Form.HL7_TEXT, List.of(), file.messages(), notes);
    }

    static CaptureFile blocks(byte[] bytes) {
        List<Hl7Message> messages = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        int start = bareText(bytes);
        if (start > 0) {
            notes.add(new Note("MISSING_START", 0, "text without a block, up to the first start byte"));
            messages.addAll(text(Arrays.copyOf(bytes, start)).hl7());
        }
        MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());
        List<Note> later = new ArrayList<>();
        decoder.decode(
                ByteBuffer.wrap(bytes, start, bytes.length - start).slice(), 0, event -> take(event, messages, later));
        decoder.closed(0, event -> take(event, messages, later));
        later.forEach(note -> notes.add(new Note(note.code(), start + note.offset(), note.text())));
        return new CaptureFile(CaptureFile.Form.HL7_BLOCKS, List.of(), messages, notes);
    }

    /** Where the first block starts behind text that belongs to none; 0 where there is no such text. */
    private static int bareText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != 0x0B && bytes[at] != 0x1C) {
            at++;
        }
        boolean text = at < bytes.length
                && bytes[at] == 0x0B
                && CaptureFile.form(Arrays.copyOf(bytes, at)) == CaptureFile.Form.HL7_TEXT;
        return text ? at : 0;
    }

    private static void take(MllpEvent event, List<Hl7Message> messages, List<Note> notes) {
        if (event instanceof MllpEvent.Frame frame) {
            // a block may hold a whole batch file
            Hl7Messages content = Hl7Messages.split(frame.content());
            messages.addAll(content.messages());
            if (content.messages().isEmpty()) {
                notes.add(new Note("NOT_HL7", frame.offset(), "a block without MSH"));
            }
        } else if (event instanceof MllpEvent.Quarantined part) {
            notes.add(new Note(part.code().name(), part.offset(), part.content().length + " bytes are no message"));
        } else if (event instanceof MllpEvent.Skipped skipped) {
            notes.add(new Note("BYTES_OUTSIDE_FRAME", skipped.offset(), skipped.count() + " bytes skipped"));
        } else if (event instanceof MllpEvent.Commit commit) {
            notes.add(new Note("COMMIT_ACKNOWLEDGMENT", commit.offset(), commit.positive() ? "positive" : "negative"));
        } else if (event instanceof MllpEvent.Deviation deviation) {
            notes.add(new Note(deviation.code().name(), deviation.offset(), deviation.fatal() ? "fatal" : "tolerated"));
        }
    }
}
