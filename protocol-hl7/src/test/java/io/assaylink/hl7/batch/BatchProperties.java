// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.batch.BatchEvent.Deviation;
import io.assaylink.hl7.batch.BatchEvent.Envelope;
import io.assaylink.hl7.batch.BatchEvent.Message;
import io.assaylink.hl7.batch.BatchEvent.Quarantined;
import io.assaylink.hl7.message.Hl7Message;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What must hold for every file. */
class BatchProperties {

    private static List<String> read(byte[] file, int size, int limit) {
        List<String> events = new ArrayList<>();
        BatchReader reader = new BatchReader(limit);
        long[] accounted = new long[1];
        for (int at = 0; at < file.length; at += size) {
            reader.decode(
                    ByteBuffer.wrap(file, at, Math.min(size, file.length - at)),
                    event -> take(event, events, accounted));
            assertThat(accounted[0] + reader.blankBytes() + reader.pendingBytes())
                    .isEqualTo(Math.min(file.length, at + size));
        }
        reader.end(event -> take(event, events, accounted));
        assertThat(accounted[0] + reader.blankBytes()).isEqualTo(file.length);
        return events;
    }

    private static void take(BatchEvent event, List<String> events, long[] accounted) {
        byte[] content = new byte[0];
        if (event instanceof Message message) {
            content = message.content();
        } else if (event instanceof Envelope envelope) {
            content = envelope.content();
        } else if (event instanceof Quarantined lost) {
            content = lost.content();
        } else if (event instanceof Deviation deviation) {
            events.add(deviation.toString());
            return;
        }
        accounted[0] += content.length;
        events.add(event + new String(content, ISO_8859_1));
    }

    @Property
    void whereTheFileIsCutChangesNothingAndNoByteIsLost(
            @ForAll("files") byte[] file, @ForAll @IntRange(min = 1, max = 40) int size, @ForAll("limits") int limit) {
        assertThat(read(file, size, limit)).isEqualTo(read(file, Math.max(1, file.length), limit));
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll @Size(max = 5) List<@IntRange(min = 0, max = 4) Integer> batches, @ForAll boolean file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchWriter writer = new BatchWriter(bytes -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.writeBytes(copy);
        });
        if (file) {
            writer.fileHeader(BatchHeader.empty());
        }
        List<Hl7Message> expected = new ArrayList<>();
        for (int count : batches) {
            writer.batchHeader(BatchHeader.empty());
            for (int i = 0; i < count; i++) {
                Hl7Message message =
                        Hl7Message.of(("MSH|^~\\&|A||||||ORU^R01|" + i + "\rOBX|1\r").getBytes(ISO_8859_1));
                writer.message(message);
                expected.add(message);
            }
            writer.batchTrailer();
        }
        writer.end();
        List<Hl7Message> found = new ArrayList<>();
        BatchReader reader = new BatchReader(1000);
        reader.decode(ByteBuffer.wrap(out.toByteArray()), event -> {
            assertThat(event).isNotInstanceOfAny(Deviation.class, Quarantined.class);
            if (event instanceof Message message) {
                found.add(Hl7Message.of(message.content()));
            }
        });
        reader.end(event -> assertThat(event).isNotInstanceOfAny(Deviation.class, Quarantined.class));
        assertThat(found).isEqualTo(expected);
    }

    @Provide
    Arbitrary<byte[]> files() {
        return Arbitraries.of(
                        "MSH|^~\\&|A\r",
                        "MSH|",
                        "MSH",
                        "MSH#!@#\n",
                        "FHS|^~\\&\r",
                        "BHS|^~\\&\r",
                        "BTS|1\r",
                        "FTS|1\r",
                        "BTS\r",
                        "OBX|1\r",
                        "x",
                        "\r",
                        "\n",
                        "\u00ef\u00bb\u00bf",
                        "M",
                        "S",
                        "H",
                        "|",
                        "B",
                        "TS")
                .list()
                .ofMaxSize(30)
                .map(tokens -> String.join("", tokens).getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.of(6, 7, 12, 20, 1000);
    }
}
