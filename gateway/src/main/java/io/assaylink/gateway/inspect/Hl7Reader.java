// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Messages;
import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
        MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());
        decoder.decode(ByteBuffer.wrap(bytes), 0, event -> take(event, messages, notes));
        decoder.closed(0, event -> take(event, messages, notes));
        return new CaptureFile(CaptureFile.Form.HL7_BLOCKS, List.of(), messages, notes);
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
