// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.mllp.MllpEvent.Commit;
import io.assaylink.hl7.mllp.MllpEvent.Deviation;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** MLLP Release 1 and the table of tolerances. VT, FS, CR and LF are printed as the manuals print them. */
class MllpDecoderTest {

    private static final String MESSAGE = "MSH|^~\\&|A|B<CR>PID|1<CR>";
    private static final long MILLIS = 1_000_000;

    private final List<MllpEvent> events = new ArrayList<>();
    private MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient());

    private static byte[] bytes(String printed) {
        return printed.replace("<VT>", "\u000b")
                .replace("<FS>", "\u001c")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<NUL>", "\0")
                .getBytes(ISO_8859_1);
    }

    private void lenient(String... reads) {
        read(MllpProfile.mllpLenient(), reads);
    }

    private void strict(String... reads) {
        read(MllpProfile.mllpStrict(), reads);
    }

    private void read(MllpProfile profile, String... reads) {
        decoder = new MllpDecoder(profile);
        events.clear();
        for (String read : reads) {
            decoder.decode(ByteBuffer.wrap(bytes(read)), 0, events::add);
        }
    }

    private List<MllpCode> codes() {
        return events.stream()
                .filter(Deviation.class::isInstance)
                .map(event -> ((Deviation) event).code())
                .toList();
    }

    private long frames() {
        return events.stream().filter(Frame.class::isInstance).count();
    }

    private boolean isClosedBy(MllpCode code) {
        return decoder.failed()
                && frames() == 0
                && events.stream().anyMatch(e -> e instanceof Deviation d && d.fatal() && d.code() == code);
    }

    @Test
    void aFrameIsItsContent() {
        strict("<VT>" + MESSAGE + "<FS><CR>");
        assertThat(events).hasSize(1);
        assertThat(((Frame) events.get(0)).content()).isEqualTo(bytes(MESSAGE));
        assertThat(events.get(0).offset()).isEqualTo(1);
        assertThat(events.get(0).toString()).doesNotContain("PID");
    }

    @Test
    @DisplayName("H1 FS without CR: the next VT, silence or the end of the stream completes it; strict refuses")
    void missingCr() {
        lenient("<VT>" + MESSAGE + "<FS>", "<VT>" + MESSAGE + "<FS>");
        assertThat(frames()).isEqualTo(1);
        assertThat(codes()).containsExactly(MllpCode.TRAILER_MISSING);
        assertThat(decoder.nextDeadline(0)).isEqualTo(100 * MILLIS);
        decoder.tick(99 * MILLIS, events::add);
        assertThat(frames()).isEqualTo(1);
        decoder.tick(100 * MILLIS, events::add);
        assertThat(frames()).isEqualTo(2);

        lenient("<VT>" + MESSAGE + "<FS>");
        decoder.closed(0, events::add);
        assertThat(frames()).isEqualTo(1);

        strict("<VT>" + MESSAGE + "<FS><VT>");
        assertThat(isClosedBy(MllpCode.TRAILER_MISSING)).isTrue();
        strict("<VT>" + MESSAGE + "<FS>");
        decoder.tick(100 * MILLIS, events::add);
        assertThat(isClosedBy(MllpCode.TRAILER_MISSING)).isTrue();
    }

    @Test
    @DisplayName("H2 a nested start: the first part is quarantined, the second one is a message")
    void nestedStart() {
        lenient("<VT>MSH|^~\\&|lost", "<VT>" + MESSAGE + "<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.NESTED_START);
        assertThat(events).filteredOn(Quarantined.class::isInstance).hasSize(1);
        assertThat(frames()).isEqualTo(1);
        strict("<VT>MSH|^~\\&|lost", "<VT>" + MESSAGE + "<FS><CR>");
        assertThat(isClosedBy(MllpCode.NESTED_START)).isTrue();
    }

    @Test
    @DisplayName("H3 VT VT")
    void emptyStart() {
        lenient("<VT><VT>" + MESSAGE + "<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.EMPTY_START);
        assertThat(frames()).isEqualTo(1);
    }

    @Test
    @DisplayName("H4 an empty frame is reported; ten in a row end the connection")
    void emptyFrames() {
        lenient("<VT><FS><CR><VT>" + MESSAGE + "<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.EMPTY_MESSAGE);
        assertThat(frames()).isEqualTo(1);
        lenient("<VT><FS><CR>".repeat(9));
        assertThat(decoder.failed()).isFalse();
        lenient("<VT><FS><CR>".repeat(10));
        assertThat(isClosedBy(MllpCode.EMPTY_MESSAGE)).isTrue();
    }

    @Test
    @DisplayName("H5 H6 bytes between frames are counted; garbage has a limit, blanks have none")
    void bytesOutsideFrames() {
        lenient("<CR><LF><NUL> <VT>" + MESSAGE + "<FS><CR>");
        assertThat(events).contains(new Skipped(0, 4));
        assertThat(frames()).isEqualTo(1);
        lenient("<NUL>".repeat(10_000));
        assertThat(decoder.failed()).isFalse();
        lenient("x".repeat(4096));
        assertThat(decoder.failed()).isFalse();
        lenient("x".repeat(4097));
        assertThat(isClosedBy(MllpCode.UNFRAMED_LIMIT)).isTrue();
        strict("<CR><VT>");
        assertThat(isClosedBy(MllpCode.UNFRAMED_DATA)).isTrue();
    }

    @Test
    void aHeaderWithoutVtIsAMessageWhenTolerated() {
        lenient("<CR>", "M", "S", "H|^~\\&|A|B<CR><FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.UNFRAMED_DATA, MllpCode.MISSING_START);
        assertThat(frames()).isEqualTo(1);
        lenient("MSx<VT>" + MESSAGE + "<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.UNFRAMED_DATA);
        assertThat(events).contains(new Skipped(0, 3));
        strict(MESSAGE);
        assertThat(isClosedBy(MllpCode.MISSING_START)).isTrue();
    }

    @Test
    @DisplayName("H9 H10 the limit itself is taken, one byte more is not")
    void messageLimit() {
        MllpProfile ten = MllpProfile.mllpLenient().withLimits(10, 4096);
        read(ten, "<VT>MSH|^~\\&|A<FS><CR>");
        assertThat(frames()).isEqualTo(1);
        read(ten, "<VT>MSH|^~\\&|AB<FS><CR>");
        assertThat(isClosedBy(MllpCode.MESSAGE_TOO_LONG)).isTrue();
        assertThat(events.get(0)).isEqualTo(new Deviation(11, MllpCode.MESSAGE_TOO_LONG, true));
        assertThat(events).filteredOn(Quarantined.class::isInstance).hasSize(1);
    }

    @Test
    @DisplayName("H8 H17 each byte is looked at once: 8 MiB, one byte a read")
    void oneByteReadsOfALargeMessage() {
        byte[] wire = bytes("<VT>MSH|^~\\&|" + "x".repeat(8 << 20) + "<FS><CR>");
        decoder = new MllpDecoder(MllpProfile.mllpStrict());
        for (int i = 0; i < wire.length; i++) {
            decoder.decode(ByteBuffer.wrap(wire, i, 1), 0, events::add);
        }
        assertThat(frames()).isEqualTo(1);
        assertThat(decoder.framingBytes()).isEqualTo(3);
    }

    @Test
    @DisplayName("H11 a frame that stops is quarantined and the connection ends; an idle line has no deadline")
    void timeouts() {
        lenient("<VT>" + MESSAGE + "<FS><CR>");
        assertThat(decoder.nextDeadline(0)).isEqualTo(Long.MAX_VALUE);
        lenient("<VT>MSH");
        assertThat(decoder.midFrame()).isTrue();
        decoder.tick(10_000 * MILLIS - 1, events::add);
        assertThat(events).isEmpty();
        decoder.tick(10_000 * MILLIS, events::add);
        assertThat(isClosedBy(MllpCode.MESSAGE_TIMEOUT)).isTrue();
        lenient("<VT>MSH");
        for (int second = 1; second <= 60; second++) {
            decoder.decode(ByteBuffer.wrap(bytes("x")), second * 1000L * MILLIS, events::add);
            decoder.tick(second * 1000L * MILLIS, events::add);
        }
        assertThat(isClosedBy(MllpCode.MESSAGE_TIMEOUT)).isTrue();
    }

    @Test
    void controlBytesAreKeptAndReportedOnce() {
        lenient("<VT>MSH|^~\\&|a\tb<LF>c<FS>d<FS>e<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.CONTROL_BYTE, MllpCode.END_IN_TEXT);
        assertThat(frames()).isEqualTo(1);
        strict("<VT>MSH|^~\\&|a\tb");
        assertThat(isClosedBy(MllpCode.CONTROL_BYTE)).isTrue();
        strict("<VT>MSH|^~\\&|a\u001b$B<CR><FS><CR>");
        assertThat(frames()).isEqualTo(1);
    }

    @Test
    @DisplayName("H22 other protocols are recognised by their first byte; text in a frame is no message")
    void foreignProtocols() {
        for (String first : List.of("\u0016\u0003\u0001", "\u0005", "<xml", "{\"a\":1}")) {
            lenient(first);
            assertThat(isClosedBy(MllpCode.FOREIGN_PROTOCOL)).as(first).isTrue();
        }
        lenient("<VT>hello, this is no HL7<FS><CR><VT>" + MESSAGE + "<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.NOT_HL7);
        assertThat(frames()).isEqualTo(1);
        lenient("GET / HTTP/1.1<CR><LF>");
        assertThat(codes()).containsExactly(MllpCode.UNFRAMED_DATA);
    }

    @Test
    void release2CommitBlocks() {
        read(MllpProfile.mllpR2(), "<VT>\u0006<FS><CR><VT>\u0015<FS><CR>");
        assertThat(events).containsExactly(new Commit(1, true), new Commit(5, false));
        lenient("<VT>\u0006<FS><CR>");
        assertThat(codes()).containsExactly(MllpCode.R2_BLOCK_IN_R1);
        assertThat(MllpEncoder.commit(true).array()).isEqualTo(bytes("<VT>\u0006<FS><CR>"));
    }

    @Test
    void misuseIsAnException() {
        assertThatThrownBy(() -> MllpEncoder.encode(ByteBuffer.wrap(bytes("a<FS>b"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MllpProfile.mllpStrict().tolerating(MllpCode.MESSAGE_TOO_LONG))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MllpProfile.mllpStrict().withLimits(0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        MllpProfile quick = MllpProfile.mllpStrict().withTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        assertThat(quick.tolerating(MllpCode.EMPTY_START)
                        .refusing(MllpCode.EMPTY_START)
                        .tolerated())
                .isEqualTo(Set.of());
    }
}
