// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.batch.BatchEvent.Deviation;
import io.assaylink.hl7.batch.BatchEvent.Envelope;
import io.assaylink.hl7.batch.BatchEvent.Kind;
import io.assaylink.hl7.batch.BatchEvent.Message;
import io.assaylink.hl7.batch.BatchEvent.Quarantined;
import io.assaylink.hl7.message.Hl7Message;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2.10.3: what a file of messages may look like, and what is wrong with others. */
class BatchReaderTest {

    private static final String ONE = "MSH|^~\\&|A|B|||||ORU^R01|1|P|2.5\rOBX|1\r";
    private static final String TWO = "MSH|^~\\&|A|B|||||ORM^O01|2|P|2.5\r";

    static List<BatchEvent> read(String file) {
        return read(file, 1 << 20);
    }

    static List<BatchEvent> read(String file, int limit) {
        List<BatchEvent> events = new ArrayList<>();
        BatchReader reader = new BatchReader(limit);
        reader.decode(ByteBuffer.wrap(file.getBytes(ISO_8859_1)), events::add);
        reader.end(events::add);
        return events;
    }

    private static List<String> messages(List<BatchEvent> events) {
        return events.stream()
                .filter(Message.class::isInstance)
                .map(event -> new String(((Message) event).content(), ISO_8859_1))
                .toList();
    }

    private static List<BatchEvent> deviations(List<BatchEvent> events) {
        return events.stream().filter(Deviation.class::isInstance).toList();
    }

    @Test
    @DisplayName("[FHS] { [BHS] { MSH } [BTS] } [FTS], with messages of different types")
    void wholeFile() {
        List<BatchEvent> events = read("FHS|^~\\&|S|F|R|G|2024\rBHS|^~\\&|S|F|R|G|2024||n|c|B1\r" + ONE + TWO
                + "BTS|2|done\rBHS|^~\\&|||||||||B2\r" + ONE + "BTS|1\rFTS|2\r");
        assertThat(messages(events)).containsExactly(ONE, TWO, ONE);
        assertThat(deviations(events)).isEmpty();
        List<Envelope> envelopes = events.stream()
                .filter(Envelope.class::isInstance)
                .map(Envelope.class::cast)
                .toList();
        assertThat(envelopes)
                .extracting(Envelope::kind)
                .containsExactly(Kind.FHS, Kind.BHS, Kind.BTS, Kind.BHS, Kind.BTS, Kind.FTS);
        assertThat(envelopes.get(1).field(1)).isEqualTo("|");
        assertThat(envelopes.get(1).field(2)).isEqualTo("^~\\&");
        assertThat(envelopes.get(1).field(3)).isEqualTo("S");
        assertThat(envelopes.get(1).field(11)).isEqualTo("B1");
        assertThat(envelopes.get(1).field(12)).isEmpty();
        assertThat(envelopes.get(2).field(1)).isEqualTo("2");
        assertThat(envelopes.get(2).field(2)).isEqualTo("done");
        assertThat(envelopes.get(5).field(1)).isEqualTo("2");
    }

    @Test
    @DisplayName("headers and trailers are all optional")
    void bareMessages() {
        assertThat(read(ONE + TWO)).extracting(BatchEvent::offset).containsExactly(0L, (long) ONE.length());
        assertThat(messages(read("BHS|^~\\&\r" + ONE + "BTS\r"))).containsExactly(ONE);
        assertThat(deviations(read("BHS|^~\\&\r" + ONE + "BTS\r"))).isEmpty();
        assertThat(deviations(read("FHS|^~\\&\r" + ONE + "FTS|1\r"))).isEmpty();
    }

    @Test
    @DisplayName("zero messages are legal")
    void zeroMessages() {
        assertThat(read("")).isEmpty();
        assertThat(deviations(read("BHS|^~\\&\rBTS|0\r"))).isEmpty();
        assertThat(deviations(read("FHS|^~\\&\rFTS|0\r"))).isEmpty();
    }

    @Test
    @DisplayName("each header has its own delimiters")
    void ownDelimiters() {
        List<BatchEvent> events = read("FHS#!*#S\rBHS$%@$T\rMSH*^~\\&*A\r" + TWO + "BTS$3$x|y\rFTS#1\r");
        assertThat(messages(events)).containsExactly("MSH*^~\\&*A\r", TWO);
        assertThat(deviations(events))
                .extracting(event -> ((Deviation) event).code())
                .containsExactly(BatchCode.MESSAGE_COUNT);
        Envelope trailer = (Envelope) events.get(events.size() - 2);
        assertThat(trailer.field(2)).isEqualTo("x|y");
    }

    @Test
    @DisplayName("a message begins at MSH and a separator at the start of a segment, nowhere else")
    void lettersAreNoHeader() {
        String tricky = "MSH|^~\\&|A\rNTE|1||MSH|x\rMSHX|^\rMSH-10 is missing\rMSH x\rBTSX|1\rOBX|MSH|^~\\&\r";
        assertThat(messages(read(tricky + TWO))).containsExactly(tricky, TWO);
    }

    @Test
    void lineFeedsAndByteOrderMark() {
        assertThat(messages(read("\u00ef\u00bb\u00bfMSH|^~\\&|A\r\nPID|1\r\n\r\nMSH|^~\\&|B\nPID|2\n")))
                .containsExactly("MSH|^~\\&|A\r\nPID|1\r\n\r\n", "MSH|^~\\&|B\nPID|2\n");
    }

    @Test
    @DisplayName("a count that does not agree is told, with the offset of the trailer")
    void counts() {
        String start = "FHS|^~\\&\rBHS|^~\\&\r" + ONE;
        assertThat(deviations(read(start + "BTS|2\rFTS|1\r")))
                .containsExactly(new Deviation(start.length(), BatchCode.MESSAGE_COUNT));
        assertThat(deviations(read(start + "BTS| 1 |x\rFTS|7\r")))
                .containsExactly(new Deviation(start.length() + 10, BatchCode.BATCH_COUNT));
        assertThat(deviations(read(start + "BTS|many\rFTS\r"))).isEmpty();
    }

    @Test
    @DisplayName("a file that was cut is told by its missing trailer")
    void cut() {
        String file = "FHS|^~\\&\rBHS|^~\\&\r" + ONE;
        assertThat(deviations(read(file))).containsExactly(new Deviation(file.length(), BatchCode.TRAILER_MISSING));
        assertThat(deviations(read("BHS|^~\\&\r" + ONE + "BHS|^~\\&\rBTS|0\r")))
                .containsExactly(new Deviation(9 + ONE.length(), BatchCode.TRAILER_MISSING));
        assertThat(deviations(read(ONE + "BTS|1\rFTS|1\r")))
                .extracting(event -> ((Deviation) event).code())
                .containsExactly(BatchCode.HEADER_MISSING, BatchCode.HEADER_MISSING);
        assertThat(messages(read("MSH|^~\\&|A\rOB"))).containsExactly("MSH|^~\\&|A\rOB");
        assertThat(messages(read("MSH|"))).containsExactly("MSH|");
    }

    @Test
    void whatBelongsToNothingIsHandedOut() {
        List<BatchEvent> events = read("hello\rworld\r" + ONE + "BTS|1\rZZZ|1\r\r" + TWO);
        assertThat(messages(events)).containsExactly(ONE, TWO);
        assertThat(events)
                .filteredOn(Quarantined.class::isInstance)
                .extracting(BatchEvent::offset)
                .containsExactly(0L, 12L + ONE.length() + 6);
        assertThat(deviations(events))
                .extracting(event -> ((Deviation) event).code())
                .containsExactly(BatchCode.OUTSIDE_MESSAGE, BatchCode.HEADER_MISSING, BatchCode.OUTSIDE_MESSAGE);
    }

    @Test
    @DisplayName("a message beyond the limit is handed out in pieces, and the next one is found")
    void tooLong() {
        String large = "MSH|^~\\&|A\r" + "OBX|1|TX|||x\r".repeat(20);
        List<BatchEvent> events = read(ONE + large + TWO, 64);
        assertThat(messages(events)).containsExactly(ONE, TWO);
        assertThat(deviations(events)).containsExactly(new Deviation(ONE.length(), BatchCode.MESSAGE_TOO_LONG));
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (BatchEvent event : events) {
            if (event instanceof Quarantined piece) {
                assertThat(piece.code()).isEqualTo(BatchCode.MESSAGE_TOO_LONG);
                assertThat(piece.content().length).isBetween(1, 64);
                assertThat(piece.offset()).isEqualTo(ONE.length() + pieces.size());
                pieces.writeBytes(piece.content());
            }
        }
        assertThat(pieces.toString(ISO_8859_1)).isEqualTo(large);
    }

    @Test
    @DisplayName("a file of 100 MB is read in the memory of one message")
    void largeFile() {
        byte[] message = ("MSH|^~\\&|A|B|||||ORU^R01|1|P|2.5\r" + "OBX|1|TX|||y\r".repeat(800)).getBytes(ISO_8859_1);
        BatchReader reader = new BatchReader(16 << 10);
        long[] found = new long[2];
        long most = 0;
        int count = (100 << 20) / message.length;
        for (int i = 0; i < count; i++) {
            reader.decode(ByteBuffer.wrap(message), event -> {
                found[0]++;
                found[1] += ((Message) event).content().length;
            });
            most = Math.max(most, reader.pendingBytes());
        }
        reader.end(event -> found[0]++);
        assertThat(found[0]).isEqualTo(count);
        assertThat(found[1]).isEqualTo((count - 1L) * message.length);
        assertThat(most).isLessThanOrEqualTo(16 << 10);
    }

    @Test
    void theWriterCountsAndRefusesWhatWouldNotBeFound() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchWriter writer = new BatchWriter(bytes -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        });
        assertThatThrownBy(writer::batchTrailer).isInstanceOf(IllegalStateException.class);
        writer.fileHeader(BatchHeader.empty().with(3, "LAB").with(11, "F1"));
        writer.batchHeader(BatchHeader.empty());
        writer.message(Hl7Message.of("MSH|^~\\&|A".getBytes(ISO_8859_1)));
        writer.message(Hl7Message.of(TWO.getBytes(ISO_8859_1)));
        assertThatThrownBy(() -> writer.message(Hl7Message.of("PID|1\r".getBytes(ISO_8859_1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.fileHeader(BatchHeader.empty())).isInstanceOf(IllegalStateException.class);
        writer.batchTrailer();
        writer.batchHeader(BatchHeader.empty());
        writer.end();
        assertThat(out.toString(ISO_8859_1))
                .isEqualTo(
                        "FHS|^~\\&|LAB||||||||F1\rBHS|^~\\&\rMSH|^~\\&|A\r" + TWO + "BTS|2\rBHS|^~\\&\rBTS|0\rFTS|2\r");
        assertThatThrownBy(() -> writer.message(Hl7Message.of(TWO.getBytes(ISO_8859_1))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BatchHeader.empty().with(3, "a|b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchHeader.empty().with(13, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("the header of an answer: sender and receiver swapped, BHS-12 names what is answered")
    void answeringHeader() {
        Envelope request =
                (Envelope) read("BHS#!*\\%#A!1#B#C#D#2024####B7\rBTS#0\r").get(0);
        BatchHeader answer = BatchHeader.answering(request, "X1", "2025");
        assertThat(answer.delimiters()).isEqualTo(request.delimiters());
        assertThat(answer.fields()).containsExactly("C", "D", "A!1", "B", "2025", "", "", "", "X1", "B7");
    }
}
