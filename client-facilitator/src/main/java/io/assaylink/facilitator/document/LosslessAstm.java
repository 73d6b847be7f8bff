// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.RecordError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** {@code astm.message/1}: every record in order with its parent, its raw text and its fields by path. */
final class LosslessAstm {
    static final String FORMAT = "astm.message/1";

    private LosslessAstm() {}

    static Document of(
            AstmMessage message, InstrumentInfo instrument, Instant receivedAt, List<Diagnostic> diagnostics) {
        try (Json json = new Json(message.size() * 4 + 512)) {
            json.head(FORMAT, message.toBytes(), receivedAt, instrument);
            json.protocol(Protocol.of(message));
            json.out.writeStringProperty("charset", message.charset().name());
            json.out.writeStringProperty("delimiters", message.delimiters().toString());
            json.out.writeArrayPropertyStart("records");
            for (AstmRecord record : message.records()) {
                record(json, message, record);
            }
            json.out.writeEndArray();
            List<Diagnostic> all = new ArrayList<>(diagnostics);
            all.addAll(errors(message));
            json.tail(message.size(), all);
            return new Document(Document.MESSAGE, FORMAT, json.end());
        }
    }

    /** What the message's reader reports, in the form of the documents. */
    static List<Diagnostic> errors(AstmMessage message) {
        List<Diagnostic> all = new ArrayList<>();
        for (RecordError error : message.errors()) {
            all.add(new Diagnostic(
                    error.code().name(),
                    "record " + (error.record() + 1),
                    error.code().hint()));
        }
        return all;
    }

    private static void record(Json json, AstmMessage message, AstmRecord record) {
        json.out.writeStartObject();
        json.out.writeNumberProperty("n", record.index() + 1);
        json.out.writeStringProperty("type", record.type());
        int parent = message.parentOf(record.index());
        if (parent < 0) {
            json.out.writeNullProperty("parent");
        } else {
            json.out.writeNumberProperty("parent", parent + 1);
        }
        String raw = record.raw();
        json.out.writeStringProperty("raw", raw);
        byte[] bytes = record.rawBytes();
        if (!Arrays.equals(raw.getBytes(message.charset()), bytes)) {
            json.out.writeStringProperty("rawBase64", Base64.getEncoder().encodeToString(bytes));
        }
        json.out.writeObjectPropertyStart("fields");
        for (int field = 2; field <= record.fieldCount(); field++) {
            fields(json, record, field);
        }
        json.out.writeEndObject();
        json.out.writeEndObject();
    }

    private static void fields(Json json, AstmRecord record, int field) {
        int repeats = record.repeatCount(field);
        for (int repeat = 1; repeat <= repeats; repeat++) {
            int components = record.componentCount(field, repeat);
            for (int component = 1; component <= components; component++) {
                String text = record.field(field, repeat, component);
                if (!text.isEmpty()) {
                    String at = repeat == 1 ? "" : "[" + repeat + "]";
                    json.out.writeStringProperty(field + at + "." + component, text);
                }
            }
        }
    }
}
