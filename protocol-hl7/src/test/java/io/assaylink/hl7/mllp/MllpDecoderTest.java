// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static io.assaylink.hl7.mllp.Line.MESSAGE;
import static io.assaylink.hl7.mllp.Line.MILLIS;
import static io.assaylink.hl7.mllp.Line.framed;
import static io.assaylink.hl7.mllp.Line.lenient;
import static io.assaylink.hl7.mllp.Line.strict;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** MLLP Release 1 and each deviation, refused and tolerated: code, offset, and what becomes of the bytes. */
class MllpDecoderTest {

    @Test
    void aFrameIsItsContent() {
        Line line = strict(framed(MESSAGE));
        assertThat(line.frames()).containsExactly(MESSAGE);
        assertThat(line.events).hasSize(1);
        assertThat(line.events.get(0).offset()).isEqualTo(1);
        assertThat(line.events.get(0).toString()).doesNotContain("PID");
    }

    @Test
    void aDirectOrReadOnlyBufferGivesTheSame() {
        byte[] wire = Line.bytes("x<CR>" + framed(MESSAGE + "<FS>y").repeat(3));
        Line heap = lenient();
        heap.hears(wire);
        for (ByteBuffer other : List.of(
                ByteBuffer.allocateDirect(wire.length).put(wire).flip(),
                ByteBuffer.wrap(wire).asReadOnlyBuffer(),
                ByteBuffer.allocate(wire.length + 5)
                        .position(5)
                        .slice()
                        .put(wire)
                        .flip())) {
            Line line = lenient();
            line.decoder.decode(other, 0, line.events::add);
            assertThat(other.hasRemaining()).isFalse();
            assertThat(line.frames()).isEqualTo(heap.frames()).hasSize(3);
            assertThat(line.deviations()).isEqualTo(heap.deviations());
        }
    }

    @Test
    @DisplayName("H8 H17 a message of many blocks is the same in every cut")
    void aLongMessageIsTheSameInEveryCut() {
        StringBuilder text = new StringBuilder("MSH|^~\\&|A|B<CR>");
        for (int i = 0; text.length() < 400_000; i++) {
            text.append("OBX|").append(i).append("|ST|X||").append(i * 31L).append("<CR>");
        }
        byte[] wire = Line.bytes(framed(text.toString()));
        for (int size : new int[] {1, 7, 1460, 65_535, 65_536, 65_537, 200_000, wire.length - 1, wire.length}) {
            Line line = new Line(MllpProfile.mllpStrict()).hears(wire, size);
            assertThat(line.frames()).as("reads of " + size).containsExactly(text.toString());
        }
        byte[] lost = Line.bytes("<VT>" + text + "<VT>" + MESSAGE + "<FS><CR>");
        for (int size : new int[] {1460, lost.length}) {
            Line line = new Line(MllpProfile.mllpLenient().tolerating(MllpCode.START_IN_TEXT)).hears(lost, size);
            assertThat(line.quarantined()).containsExactly(text.toString());
            assertThat(line.frames()).containsExactly(MESSAGE);
        }
    }

    @Test
    @DisplayName("5.3 bytes outside a frame, H5: blanks are skipped without limit")
    void blanksOutsideAFrame() {
        Line line = lenient("<CR><LF><NUL> " + framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("UNFRAMED_BLANKS@0");
        assertThat(line.events).contains(new Skipped(0, 4));
        assertThat(line.frames()).hasSize(1);
        assertThat(lenient("<NUL>".repeat(100_000)).decoder.failed()).isFalse();
        assertThat(strict(framed(MESSAGE), "<CR>").deviations()).containsExactly("UNFRAMED_BLANKS@22!");
        assertThat(strict("<CR>" + framed(MESSAGE)).frames()).isEmpty();
        assertThat(Line.of(
                                MllpProfile.mllpStrict().tolerating(MllpCode.UNFRAMED_BLANKS),
                                framed(MESSAGE) + "<CR><LF>" + framed(MESSAGE))
                        .frames())
                .hasSize(2);
    }

    @Test
    @DisplayName("5.3 bytes outside a frame, H6: garbage is skipped up to the limit of one gap")
    void garbageOutsideAFrame() {
        Line line = lenient(framed(MESSAGE) + " garbage" + framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("UNFRAMED_BLANKS@22", "UNFRAMED_DATA@23");
        assertThat(line.frames()).hasSize(2);
        assertThat(lenient("x".repeat(4096) + framed(MESSAGE)).frames()).hasSize(1);
        assertThat(lenient("x".repeat(4097) + framed(MESSAGE)).deviations())
                .containsExactly("UNFRAMED_DATA@0", "UNFRAMED_LIMIT@4096!");
        assertThat(lenient("x".repeat(4097) + framed(MESSAGE)).frames()).isEmpty();
        assertThat(strict("x").deviations()).containsExactly("UNFRAMED_DATA@0!");
    }

    @Test
    @DisplayName("5.3 no VT but a header: read up to FS where tolerated, never behind garbage")
    void missingStart() {
        Line line = lenient("<CR>", "M", "S", "H|^~\\&|A|B<CR><FS><CR>");
        assertThat(line.deviations()).containsExactly("UNFRAMED_BLANKS@0", "MISSING_START@1");
        assertThat(line.frames()).containsExactly("MSH|^~\\&|A|B<CR>");
        Line none = lenient("MSx" + framed(MESSAGE));
        assertThat(none.deviations()).containsExactly("UNFRAMED_DATA@0");
        assertThat(none.events).contains(new Skipped(0, 3));
        Line noGuess = lenient(framed(MESSAGE) + "garbage" + MESSAGE + "<FS><CR>" + framed(MESSAGE));
        assertThat(noGuess.frames()).containsExactly(MESSAGE, MESSAGE);
        assertThat(strict(MESSAGE).deviations()).containsExactly("MISSING_START@0!");
        assertThat(strict(MESSAGE).quarantined()).containsExactly("MSH");
    }

    @Test
    @DisplayName("5.3 VT in a frame, H2: the first part is lost and quarantined, the second is a message")
    void nestedStart() {
        Line line = lenient("<VT>MSH|^~\\&|lost", framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("NESTED_START@14");
        assertThat(line.quarantined()).containsExactly("MSH|^~\\&|lost");
        assertThat(line.frames()).containsExactly(MESSAGE);
        Line refused = strict("<VT>MSH|^~\\&|lost", framed(MESSAGE));
        assertThat(refused.deviations()).containsExactly("NESTED_START@14!");
        assertThat(refused.frames()).isEmpty();
        assertThat(refused.quarantined()).containsExactly("MSH|^~\\&|lost");
    }

    @Test
    @DisplayName("5.3 VT in a frame and no header behind it: data by option, and the option is off in every preset")
    void startInText() {
        MllpProfile option = MllpProfile.mllpLenient().tolerating(MllpCode.START_IN_TEXT);
        String text = "<VT>MSH|^~\\&|a<VT>b<VT>MSx<FS><CR>";
        Line kept = Line.of(option, text);
        assertThat(kept.deviations()).containsExactly("START_IN_TEXT@11");
        assertThat(kept.frames()).containsExactly("MSH|^~\\&|a\u000bb\u000bMSx");
        for (String header : List.of("MSH", "FHS", "BHS")) {
            Line lost = Line.of(
                    option, "<VT>MSH|^~\\&|a<VT>", "", header.substring(0, 2), header.substring(2) + "|^~\\&|<FS><CR>");
            assertThat(lost.deviations()).containsExactly("NESTED_START@11");
            assertThat(lost.quarantined()).containsExactly("MSH|^~\\&|a");
            assertThat(lost.frames()).containsExactly(header + "|^~\\&|");
            assertThat(lost.events.get(2).offset()).isEqualTo(12);
        }
        for (MllpProfile preset : List.of(MllpProfile.mllpStrict(), MllpProfile.mllpLenient(), MllpProfile.mllpR2())) {
            assertThat(Line.of(preset, text).frames()).isEmpty();
        }
        Line both = Line.of(option.refusing(MllpCode.NESTED_START), "<VT>MSH|^~\\&|a<VT>MSH|");
        assertThat(both.deviations()).containsExactly("NESTED_START@11!");
        assertThat(both.closes().accounted()).isEqualTo(16);
    }

    @Test
    @DisplayName("5.3 FS without CR, H1: VT, the end of the stream or 100 ms of silence end the frame")
    void missingCr() {
        Line line = lenient("<VT>" + MESSAGE + "<FS>", "<VT>" + MESSAGE + "<FS>");
        assertThat(line.frames()).hasSize(1);
        assertThat(line.deviations()).containsExactly("TRAILER_MISSING@20");
        assertThat(line.decoder.midFrame()).isTrue();
        assertThat(line.decoder.nextDeadline(0)).isEqualTo(100 * MILLIS);
        assertThat(line.passes(100 * MILLIS - 1).frames()).hasSize(1);
        assertThat(line.passes(1).frames()).hasSize(2);
        assertThat(line.deviations()).containsExactly("TRAILER_MISSING@20", "TRAILER_MISSING@41");
        assertThat(line.hears("<CR>").deviations()).endsWith("UNFRAMED_BLANKS@42");

        assertThat(lenient("<VT>" + MESSAGE + "<FS>").closes().frames()).hasSize(1);
        for (Line refused : List.of(
                strict("<VT>" + MESSAGE + "<FS><VT>"),
                strict("<VT>" + MESSAGE + "<FS>").passes(100 * MILLIS),
                strict("<VT>" + MESSAGE + "<FS>").closes())) {
            assertThat(refused.deviations()).containsExactly("TRAILER_MISSING@20!");
            assertThat(refused.frames()).isEmpty();
            assertThat(refused.quarantined()).containsExactly(MESSAGE);
        }
    }

    @Test
    @DisplayName("5.3 FS and LF end a frame, cut between them or not")
    void lineFeedAfterEnd() {
        for (Line line : List.of(lenient("<VT>" + MESSAGE + "<FS><LF>"), lenient("<VT>" + MESSAGE + "<FS>", "<LF>"))) {
            assertThat(line.deviations()).containsExactly("LF_AFTER_END@20");
            assertThat(line.frames()).containsExactly(MESSAGE);
            assertThat(line.decoder.midFrame()).isFalse();
        }
        assertThat(strict("<VT>" + MESSAGE + "<FS><LF>").deviations()).containsExactly("LF_AFTER_END@20!");
    }

    @Test
    @DisplayName("5.3 FS and another byte: FS is data, said once in a frame")
    void endInText() {
        Line line = lenient("<VT>MSH|^~\\&|a<FS>", "b<FS>c<FS><CR>");
        assertThat(line.deviations()).containsExactly("END_IN_TEXT@11");
        assertThat(line.frames()).containsExactly("MSH|^~\\&|a\u001cb\u001cc");
        Line refused = strict("<VT>MSH|^~\\&|a<FS>b");
        assertThat(refused.deviations()).containsExactly("END_IN_TEXT@11!");
        assertThat(refused.closes().accounted()).isEqualTo(13);
    }

    @Test
    @DisplayName("H3 5.3 double framing: one frame, two warnings")
    void doubleFraming() {
        Line line = lenient("<VT><VT>" + MESSAGE + "<FS><CR><FS>", "<CR>" + framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("EMPTY_START@1", "DOUBLE_FRAMING@23");
        assertThat(line.frames()).containsExactly(MESSAGE, MESSAGE);
        assertThat(line.events).contains(new Skipped(23, 2));
        assertThat(strict("<VT><VT>" + MESSAGE).deviations()).containsExactly("EMPTY_START@1!");
        assertThat(strict(framed(MESSAGE) + "<FS>").deviations()).containsExactly("DOUBLE_FRAMING@22!");
        assertThat(lenient(framed(MESSAGE) + "<FS><CR><FS><CR>").deviations())
                .containsExactly("DOUBLE_FRAMING@22", "DOUBLE_FRAMING@24");
        assertThat(lenient(framed(MESSAGE) + "<CR><FS><CR>").deviations())
                .containsExactly("UNFRAMED_BLANKS@22", "UNFRAMED_DATA@23");
    }

    @Test
    @DisplayName("5.3 an empty frame, H4: reported; ten in a row end the connection")
    void emptyFrames() {
        Line line = lenient("<VT><FS><CR>" + framed(MESSAGE));
        assertThat(line.deviations()).containsExactly("EMPTY_MESSAGE@1");
        assertThat(line.frames()).hasSize(1);
        assertThat(lenient("<VT><FS><CR>".repeat(9) + framed(MESSAGE) + "<VT><FS><CR>".repeat(9))
                        .decoder
                        .failed())
                .isFalse();
        assertThat(lenient("<VT><FS><CR>".repeat(10)).deviations()).endsWith("EMPTY_MESSAGE@28!");
        assertThat(strict("<VT><FS><CR>").deviations()).containsExactly("EMPTY_MESSAGE@1!");
    }

    @Test
    @DisplayName("5.3 shorter than 8 bytes or no header: quarantined, no frame")
    void notHl7() {
        for (String content : List.of("hello, this is no HL7", "MSH|^~\\", "PID|1||123456", "M", "msh|^~\\&|A|B")) {
            Line line = lenient(framed(content) + framed(MESSAGE));
            assertThat(line.deviations()).containsExactly("NOT_HL7@1");
            assertThat(line.quarantined()).containsExactly(content);
            assertThat(line.frames()).containsExactly(MESSAGE);
            assertThat(strict(framed(content)).deviations()).containsExactly("NOT_HL7@1!");
        }
        for (String content :
                List.of("MSH|^~\\&", "FHS|^~\\&|A", "BHS|^~\\&|A", "\u00ef\u00bb\u00bfMSH|^~\\&", "<CR>MSH|^~\\&")) {
            assertThat(strict(framed(content)).frames()).containsExactly(content);
        }
    }

    @Test
    @DisplayName(
            "5.3 size above the maximum, H9 H10: the limit is taken, one byte more is not; the header is handed out")
    void messageLimit() {
        MllpProfile ten = MllpProfile.mllpLenient().withLimits(10, 4096);
        assertThat(Line.of(ten, "<VT>MSH|^~\\&|A<FS><CR>").frames()).hasSize(1);
        Line line = Line.of(ten, "<VT>MSH|^~\\&|AB<FS><CR>" + framed(MESSAGE));
        assertThat(line.events.get(0)).isEqualTo(new Deviation(11, MllpCode.MESSAGE_TOO_LONG, true, 1));
        assertThat(line.quarantined()).containsExactly("MSH|^~\\&|A");
        assertThat(line.frames()).isEmpty();
        assertThat(line.decoder.pendingBytes())
                .as("nothing of the body is held")
                .isEqualTo(line.decoder.bytesRead() - 11);
        assertThat(Line.of(ten, "<VT>MSH|^~\\&|A<FS>x").deviations()).contains("MESSAGE_TOO_LONG@11!");
    }

    @Test
    @DisplayName("5.3 in-frame deadlines, H11: silence and the whole frame; the partial frame is quarantined")
    void deadlines() {
        Line silent = lenient("<VT>MSH");
        assertThat(silent.decoder.nextDeadline(0)).isEqualTo(10_000 * MILLIS);
        assertThat(silent.passes(10_000 * MILLIS - 1).events).isEmpty();
        assertThat(silent.passes(1).deviations()).containsExactly("MESSAGE_TIMEOUT@4!");
        assertThat(silent.quarantined()).containsExactly("MSH");
        Line slow = lenient("<VT>MSH");
        for (int second = 1; second <= 59; second++) {
            slow.passes(1000 * MILLIS).hears("x");
        }
        assertThat(slow.decoder.failed()).isFalse();
        assertThat(slow.decoder.nextDeadline(slow.now)).isEqualTo(60_000 * MILLIS);
        assertThat(slow.passes(1000 * MILLIS).deviations()).containsExactly("MESSAGE_TIMEOUT@63!");
    }

    @Test
    @DisplayName("5.3 in-frame deadline, state IDLE by policy: the rest is garbage, never a message")
    void deadlineThenIdle() {
        MllpProfile policy = MllpProfile.mllpLenient().tolerating(MllpCode.MESSAGE_TIMEOUT);
        Line line = Line.of(policy, "<VT>FHS|^~\\&<CR>").passes(10_000 * MILLIS);
        assertThat(line.deviations()).containsExactly("MESSAGE_TIMEOUT@10");
        assertThat(line.decoder.midFrame()).isFalse();
        line.hears("MSH|^~\\&|A|B<CR><FS><CR>" + framed(MESSAGE));
        assertThat(line.frames()).containsExactly(MESSAGE);
        assertThat(line.quarantined()).containsExactly("FHS|^~\\&<CR>");
    }

    @Test
    @DisplayName("5.3 idle between frames: no deadline, nothing changes however long")
    void idle() {
        Line line = lenient(framed(MESSAGE));
        assertThat(line.decoder.nextDeadline(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(line.passes(Long.MAX_VALUE / 2).events).hasSize(1);
        assertThat(line.hears(framed(MESSAGE)).frames()).hasSize(2);
    }

    @Test
    @DisplayName("5.3 end of stream in a frame: incomplete, quarantined")
    void endOfStream() {
        for (MllpProfile profile : List.of(MllpProfile.mllpStrict(), MllpProfile.mllpLenient())) {
            Line line = Line.of(profile, "<VT>MSH|^~\\&|A").closes();
            assertThat(line.deviations()).containsExactly("INCOMPLETE_AT_CLOSE@11!");
            assertThat(line.events).last().isInstanceOf(Quarantined.class);
            assertThat(line.hears(framed(MESSAGE)).frames()).isEmpty();
        }
    }

    @Test
    @DisplayName("5.3 control bytes in the content: kept, said once in a frame; ESC and CR are text")
    void controlBytes() {
        Line line = lenient("<VT>MSH|^~\\&|a\tb<LF>c<FS><CR>" + framed("MSH|^~\\&|\f"));
        assertThat(line.deviations()).containsExactly("CONTROL_BYTE@11", "CONTROL_BYTE@27");
        assertThat(line.frames()).containsExactly("MSH|^~\\&|a\tb\nc", "MSH|^~\\&|\f");
        assertThat(strict("<VT>MSH|^~\\&|a\tb").deviations()).containsExactly("CONTROL_BYTE@11!");
        assertThat(strict(framed("MSH|^~\\&|a\u001b$B<CR>")).frames()).hasSize(1);
        for (int b = 0; b < 0x20; b++) {
            for (int before = 0; before < 40; before++) { // wherever it stands in a word
                String text = "MSH|^~\\&|" + "x".repeat(before) + (char) b + "yyyyyyyyy";
                boolean allowed = b == '\r' || b == 0x1B;
                assertThat(lenient(framed(text)).decoder.count(MllpCode.CONTROL_BYTE))
                        .isEqualTo(allowed || b == 0x0B || b == 0x1C ? 0 : 1);
            }
        }
    }

    @Test
    @DisplayName("5.3 Release 2 commit blocks: recognised in Release 2 only")
    void release2CommitBlocks() {
        Line line = Line.of(MllpProfile.mllpR2(), "<VT><ACK><FS><CR><VT><NAK><FS><CR>" + framed(MESSAGE));
        assertThat(line.events.subList(0, 2))
                .containsExactly(new MllpEvent.Commit(1, true), new MllpEvent.Commit(5, false));
        assertThat(line.frames()).hasSize(1);
        assertThat(lenient("<VT><ACK><FS><CR>").deviations()).containsExactly("R2_BLOCK_IN_R1@1");
        assertThat(strict("<VT><NAK><FS><CR>").deviations()).containsExactly("R2_BLOCK_IN_R1@1!");
    }

    @Test
    @DisplayName("warnings are counted without limit and raised up to a limit each second, which is said")
    void warningLimit() {
        Line line = new Line(MllpProfile.mllpLenient().withWarningLimit(3));
        String noisy = "<CR>" + framed(MESSAGE);
        for (int i = 0; i < 10; i++) {
            line.hears(noisy);
        }
        assertThat(line.deviations())
                .containsExactly("UNFRAMED_BLANKS@0", "UNFRAMED_BLANKS@23", "UNFRAMED_BLANKS@46", "WARNING_LIMIT@69");
        assertThat(line.decoder.count(MllpCode.UNFRAMED_BLANKS)).isEqualTo(10);
        assertThat(line.frames()).hasSize(10);
        line.passes(1000 * MILLIS).hears(noisy);
        assertThat(line.events).contains(new Deviation(230, MllpCode.UNFRAMED_BLANKS, false, 11));
        line.hears(noisy + noisy + noisy + noisy);
        assertThat(line.events)
                .filteredOn(e -> e instanceof Deviation d && d.code() == MllpCode.WARNING_LIMIT)
                .hasSize(2);
        assertThat(line.hears("x".repeat(5000)).deviations())
                .as("what is fatal is never left out")
                .endsWith("UNFRAMED_LIMIT@4441!");
    }
}
