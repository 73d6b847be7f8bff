// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.mllp.MllpDecoder;
import io.assaylink.hl7.mllp.MllpProfile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One end of a Release 2 link under test: a decoder and the dialogue behind it, and what they raised. */
final class End {

    static final long SECOND = 1_000_000_000L;

    final MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpR2());
    final CommitDialogue dialogue;
    final List<CommitEvent> events = new ArrayList<>();
    long now;

    End(CommitOptions options, CommitMemory memory) {
        this.dialogue = new CommitDialogue(options, memory);
    }

    static End withDefaults() {
        return new End(CommitOptions.defaults(), new CommitMemory(100));
    }

    static String result(String id) {
        return "MSH|^~\\&|ANALYZER|LAB|||2024||ORU^R01|" + id + "|P|2.5.1\r";
    }

    static String framed(String content) {
        return "\u000b" + content + "\u001c\r";
    }

    void hears(String bytes) {
        decoder.decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)), now, event -> dialogue.on(event, now, events::add));
    }

    void sends(String content) {
        dialogue.send(ByteBuffer.wrap(content.getBytes(ISO_8859_1)), now);
    }

    void passes(long nanos) {
        now += nanos;
        decoder.tick(now, event -> dialogue.on(event, now, events::add));
        dialogue.tick(now, events::add);
    }

    /** What was written since the last call: commit blocks as ACK and NAK, content as it is. */
    List<String> written() {
        List<String> written = new ArrayList<>();
        dialogue.drainTo(block -> {
            String content = ISO_8859_1.decode(block).toString();
            written.add(
                    content.equals("\u000b\u0006\u001c\r")
                            ? "ACK"
                            : content.equals("\u000b\u0015\u001c\r")
                                    ? "NAK"
                                    : content.substring(1, content.length() - 2));
        });
        return written;
    }

    <E extends CommitEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    long block(int index) {
        return all(CommitEvent.Received.class).get(index).block();
    }
}
