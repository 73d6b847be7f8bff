// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * {@code lab.result/1}: one document per patient. {@code part} says which of how many documents of its message this is;
 * all of them carry the same {@code messageId}.
 */
final class LabResults {
    static final String FORMAT = "lab.result/1";

    private LabResults() {}

    static List<Document> write(
            List<Report> reports, byte[] message, Protocol protocol, InstrumentInfo instrument, Instant receivedAt) {
        List<Document> documents = new ArrayList<>();
        for (Report report : reports) {
            try (Json json = new Json(2048)) {
                json.head(FORMAT, message, receivedAt, instrument);
                json.protocol(protocol);
                json.out.writeObjectPropertyStart("part");
                json.out.writeNumberProperty("index", documents.size() + 1);
                json.out.writeNumberProperty("count", reports.size());
                json.out.writeEndObject();
                patient(json, report.patient);
                json.out.writeArrayPropertyStart("specimens");
                report.specimens.forEach(specimen -> specimen(json, specimen));
                json.out.writeEndArray();
                json.out.writeObjectPropertyStart("repeat");
                json.out.writeNullProperty("possibleDuplicateOf");
                json.out.writeBooleanProperty("correction", isCorrection(report));
                json.out.writeEndObject();
                json.tail(message.length, report.diagnostics);
                documents.add(new Document(Document.RESULT, FORMAT, json.end()));
            }
        }
        return documents;
    }

    private static boolean isCorrection(Report report) {
        return report.specimens.stream()
                .flatMap(specimen -> specimen.results.stream())
                .anyMatch(result -> result.status().equals("corrected"));
    }

    private static void patient(Json json, Optional<Report.Patient> patient) {
        if (patient.isEmpty()) {
            json.out.writeNullProperty("patient");
            return;
        }
        Report.Patient known = patient.get();
        JsonGenerator out = json.out;
        out.writeObjectPropertyStart("patient");
        out.writeArrayPropertyStart("ids");
        for (Report.Id id : known.ids()) {
            out.writeStartObject();
            out.writeStringProperty("value", id.value());
            json.text("role", id.role());
            out.writeStringProperty("at", id.at());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (known.family().isEmpty() && known.given().isEmpty()) {
            out.writeNullProperty("name");
        } else {
            out.writeObjectPropertyStart("name");
            json.text("family", known.family());
            json.text("given", known.given());
            out.writeEndObject();
        }
        if (known.birthDate().isEmpty()) {
            out.writeNullProperty("birthDate");
        } else {
            out.writeObjectPropertyStart("birthDate");
            out.writeStringProperty("raw", known.birthDate());
            json.text("date", Moment.date(known.birthDate()));
            out.writeEndObject();
        }
        json.text("sex", known.sex());
        comments(json, known.comments());
        out.writeEndObject();
    }

    private static void specimen(Json json, Report.Specimen specimen) {
        JsonGenerator out = json.out;
        out.writeStartObject();
        json.text("id", specimen.id);
        json.text("at", specimen.at);
        if (specimen.type.isEmpty()) {
            out.writeNullProperty("type");
        } else {
            out.writeObjectPropertyStart("type");
            out.writeStringProperty("raw", specimen.type);
            out.writeEndObject();
        }
        json.text("priority", specimen.priority);
        out.writeStringProperty("kind", specimen.kind);
        json.text("kindRule", specimen.kindRule);
        json.texts("ordered", specimen.ordered);
        out.writeArrayPropertyStart("results");
        specimen.results.forEach(result -> result(json, result));
        out.writeEndArray();
        comments(json, specimen.comments);
        out.writeEndObject();
    }

    private static void result(Json json, Report.Result result) {
        JsonGenerator out = json.out;
        out.writeStartObject();
        out.writeObjectPropertyStart("code");
        json.text("raw", result.code().raw());
        json.text("field", result.code().field());
        json.text("loinc", result.code().loinc());
        json.text("mappedBy", result.code().loinc().isEmpty() ? "" : "sender");
        json.text("display", result.code().display());
        out.writeEndObject();
        value(json, result.value(), result.unit());
        if (result.range().isEmpty()) {
            out.writeNullProperty("range");
        } else {
            out.writeObjectPropertyStart("range");
            out.writeStringProperty("raw", result.range().get().raw());
            json.text("low", result.range().get().low());
            json.text("high", result.range().get().high());
            out.writeEndObject();
        }
        json.texts("flags", result.flags());
        out.writeStringProperty("status", result.status());
        json.text("statusRaw", result.statusRaw());
        moment(json, "started", result.started());
        moment(json, "observed", result.observed());
        moment(json, "completed", result.completed());
        json.text("operator", result.operator());
        comments(json, result.comments());
        out.writeStringProperty("at", result.at());
        out.writeEndObject();
    }

    private static void value(Json json, Reading value, Optional<Report.Unit> unit) {
        JsonGenerator out = json.out;
        out.writeObjectPropertyStart("value");
        out.writeStringProperty("type", value.type());
        out.writeStringProperty("raw", value.raw());
        json.text("number", value.number());
        json.text("comparator", value.comparator());
        if (value.type().equals("code")) {
            json.text("code", value.code());
            json.text("display", value.display());
            json.text("system", value.system());
        }
        if (unit.isEmpty()) {
            out.writeNullProperty("unit");
        } else {
            out.writeObjectPropertyStart("unit");
            out.writeStringProperty("raw", unit.get().raw());
            json.text("ucum", unit.get().ucum());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void moment(Json json, String name, Optional<Moment> moment) {
        if (moment.isEmpty()) {
            json.out.writeNullProperty(name);
            return;
        }
        json.out.writeObjectPropertyStart(name);
        json.out.writeStringProperty("raw", moment.get().raw());
        json.text("local", moment.get().local());
        json.text("precision", moment.get().precision());
        json.text("zone", moment.get().zone());
        json.out.writeEndObject();
    }

    private static void comments(Json json, List<Report.Comment> comments) {
        json.out.writeArrayPropertyStart("comments");
        for (Report.Comment comment : comments) {
            json.out.writeStartObject();
            json.out.writeStringProperty("text", comment.text());
            json.text("source", comment.source());
            json.out.writeEndObject();
        }
        json.out.writeEndArray();
    }
}
