// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmMessages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** ASTM messages of a file. */
final class AstmReader {
    private final List<AstmMessage> messages = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();

    private AstmReader() {}

    static CaptureFile records(byte[] bytes) {
        AstmReader reader = new AstmReader();
        reader.split(bytes);
        return reader.result(CaptureFile.Form.ASTM_RECORDS);
    }

    /** As the gateway's own link would take it; what no checksum vouches for is salvaged, and said. */
    static CaptureFile frames(byte[] bytes) {
        AstmReader reader = new AstmReader();
        AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults());
        Consumer<LinkEvent> out = new Consumer<>() {
            @Override
            public void accept(LinkEvent event) {
                reader.take(event);
                if (event instanceof LinkEvent.Delivered delivered) {
                    link.accept(delivered.hold(), 0, this);
                }
            }
        };
        long now = 0;
        for (int i = 0; i < bytes.length; i++) {
            link.decode(ByteBuffer.wrap(bytes, i, 1), now, out);
            while (link.nextDeadline(now) <= now) {
                link.tick(now, out); // the next message of the same frame
            }
        }
        // what only silence ends: a frame without a line end, records without frames
        for (long deadline = link.nextDeadline(now); deadline != Long.MAX_VALUE; deadline = link.nextDeadline(now)) {
            now = Math.max(deadline, now + 1);
            link.tick(now, out);
        }
        link.closed(now, out);
        if (reader.messages.isEmpty()) {
            reader.notes.add(new Note("UNVERIFIED", 0, "no frame checks out; the records below are as they stand"));
            reader.split(withoutFrames(bytes));
        }
        return reader.result(CaptureFile.Form.ASTM_FRAMES);
    }

    private CaptureFile result(CaptureFile.Form form) {
        return new CaptureFile(form, messages, List.of(), notes);
    }

    private void split(byte[] bytes) {
        for (AstmMessages.Part part : AstmMessages.split(bytes)) {
            if (part instanceof AstmMessages.Part.Whole whole) {
                messages.add(whole.message());
            } else if (part instanceof AstmMessages.Part.Incomplete incomplete) {
                messages.add(incomplete.message());
                notes.add(new Note("NO_TERMINATOR", part.offset(), "the message has no L record"));
            } else if (!isBlank(bytes, part)) {
                notes.add(new Note("OUTSIDE_MESSAGE", part.offset(), part.size() + " bytes before H or behind L"));
            }
        }
    }

    private static boolean isBlank(byte[] bytes, AstmMessages.Part part) {
        return new String(bytes, (int) part.offset(), part.size(), StandardCharsets.ISO_8859_1).isBlank();
    }

    private void take(LinkEvent event) {
        if (event instanceof LinkEvent.Delivered delivered) {
            messages.add(delivered.message());
        } else if (event instanceof LinkEvent.FrameRefused refused) {
            notes.add(new Note(refused.code().name(), refused.offset(), "frame refused"));
        } else if (event instanceof LinkEvent.Incomplete incomplete) {
            String size = incomplete.bytes().length + " bytes of an unfinished message";
            notes.add(new Note("INCOMPLETE_" + incomplete.cause().name(), incomplete.offset(), size));
        } else if (event instanceof LinkEvent.Tolerated tolerated) {
            notes.add(new Note(tolerated.used().name(), tolerated.offset(), "tolerated"));
        } else if (event instanceof LinkEvent.Noise noise) {
            notes.add(new Note("NOISE", noise.offset(), noise.count() + " bytes skipped"));
        } else if (event instanceof LinkEvent.NumberConflict conflict) {
            notes.add(new Note("DUPLICATE_DIFFERS", conflict.offset(), "frame number " + conflict.number()));
        } else if (event instanceof LinkEvent.Repeat repeat) {
            notes.add(new Note("DUPLICATE_FRAME", repeat.offset(), "frame number " + repeat.number()));
        }
    }

    /** The texts of all frames, whatever their checksums, with LF back to the CR that editors make of it. */
    private static byte[] withoutFrames(byte[] bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            byte b = bytes[at++];
            switch (b) {
                case 0x02 -> at = startOfText(bytes, at);
                case 0x03, 0x17 -> at = endOfFrame(bytes, at);
                case 0x04, 0x05, 0x06, 0x15 -> {
                    // not text
                }
                case '\n' -> text.write('\r');
                default -> text.write(b);
            }
        }
        return text.toByteArray();
    }

    /** Past the frame number; not every sender has one, and no record begins with a digit. */
    private static int startOfText(byte[] bytes, int from) {
        return from < bytes.length && bytes[from] >= '0' && bytes[from] <= '7' ? from + 1 : from;
    }

    /** Past the checksum and the line end. */
    private static int endOfFrame(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && at < from + 2 && Character.digit(bytes[at], 16) >= 0) {
            at++;
        }
        while (at < bytes.length && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }
}
