// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Problem;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** {@code hl7v2.message/1}: every segment in order, its raw text and its fields by path. */
final class LosslessHl7 {
    static final String FORMAT = "hl7v2.message/1";

    private LosslessHl7() {}

    static Document of(
            Hl7Message message, InstrumentInfo instrument, Instant receivedAt, List<Diagnostic> diagnostics) {
        try (Json json = new Json(message.size() * 4 + 512)) {
            json.head(FORMAT, message.toBytes(), receivedAt, instrument);
            json.protocol(Protocol.of(message));
            json.out.writeStringProperty("charset", charset(message).name());
            json.out.writeStringProperty(
                    "delimiters",
                    message.delimiters().field() + message.delimiters().encodingCharacters());
            json.out.writeArrayPropertyStart("segments");
            for (Segment segment : message.segments()) {
                segment(json, charset(message), segment);
            }
            json.out.writeEndArray();
            List<Diagnostic> all = new ArrayList<>(diagnostics);
            all.addAll(problems(message));
            json.tail(message.size(), all);
            return new Document(Document.MESSAGE, FORMAT, json.end());
        }
    }

    /** The charset that texts are read in: Latin-1 for those that call themselves ASCII, so that no byte is lost. */
    static Charset charset(Hl7Message message) {
        return message.charset().equals(US_ASCII) ? ISO_8859_1 : message.charset();
    }

    /** What the message's reader reports, in the form of the documents. */
    static List<Diagnostic> problems(Hl7Message message) {
        List<Diagnostic> all = new ArrayList<>();
        for (Hl7Problem problem : message.problems()) {
            all.add(new Diagnostic(problem.code().name(), "byte " + problem.offset(), problem.hint()));
        }
        return all;
    }

    private static void segment(Json json, Charset charset, Segment segment) {
        json.out.writeStartObject();
        json.out.writeNumberProperty("n", segment.index() + 1);
        json.out.writeStringProperty("id", segment.id());
        ByteBuffer buffer = segment.raw();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        String raw = new String(bytes, charset);
        json.out.writeStringProperty("raw", raw);
        if (!charset.canEncode() || !Arrays.equals(raw.getBytes(charset), bytes)) {
            json.out.writeStringProperty("rawBase64", Base64.getEncoder().encodeToString(bytes));
        }
        json.out.writeObjectPropertyStart("fields");
        for (int field = 1; field <= segment.fieldCount(); field++) {
            fields(json, field, segment.field(field));
        }
        json.out.writeEndObject();
        json.out.writeEndObject();
    }

    private static void fields(Json json, int number, Value field) {
        int r = 0;
        for (Value repetition : field.repetitions()) {
            r++;
            int c = 0;
            for (Value component : repetition.components()) {
                c++;
                int s = 0;
                for (Value leaf : component.subcomponents()) {
                    s++;
                    String text = leaf.isNull() ? "\"\"" : leaf.text();
                    if (!text.isEmpty()) {
                        json.out.writeStringProperty(
                                number + (r == 1 ? "" : "[" + r + "]") + "." + c + (s == 1 ? "" : "." + s), text);
                    }
                }
            }
        }
    }
}
