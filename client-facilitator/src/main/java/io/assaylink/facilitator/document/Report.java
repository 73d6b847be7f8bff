// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results of one patient (or of none), protocol forgotten: what {@link AstmResults} and {@link Hl7Results} fill and
 * {@link LabResults} writes. An empty text stands for null. One thread; holds patient data.
 */
final class Report {
    Optional<Patient> patient = Optional.empty();
    final List<Specimen> specimens = new ArrayList<>();
    final List<Diagnostic> diagnostics = new ArrayList<>();

    record Id(String value, String role, String at) {}

    record Comment(String text, String source) {}

    record Code(String raw, String field, String loinc, String display) {}

    record Unit(String raw, String ucum) {}

    /** Everything that names the patient, so that it can be dropped as a unit. */
    record Patient(List<Id> ids, String family, String given, String birthDate, String sex, List<Comment> comments) {

        boolean isNamed() {
            return !ids.isEmpty() || !family.isEmpty() || !given.isEmpty();
        }

        @Override
        public String toString() {
            return "Patient[…]";
        }
    }

    /** {@code kind} is recognition, not judgement; {@code kindRule} says what it was recognised by. */
    static final class Specimen {
        String id = "";
        String at = "";
        String type = "";
        String priority = "";
        String kind = "unknown";
        String kindRule = "";
        final Set<String> ordered = new LinkedHashSet<>();
        final List<Result> results = new ArrayList<>();
        final List<Comment> comments = new ArrayList<>();

        void kind(String recognised, String rule) {
            kind = recognised;
            kindRule = rule;
        }

        void absorb(Specimen other) {
            ordered.addAll(other.ordered);
            results.addAll(other.results);
            comments.addAll(other.comments);
            type = type.isEmpty() ? other.type : type;
            priority = priority.isEmpty() ? other.priority : priority;
        }
    }

    record Result(
            Code code,
            Reading value,
            Optional<Unit> unit,
            Optional<Range> range,
            List<String> flags,
            String status,
            String statusRaw,
            Optional<Moment> started,
            Optional<Moment> observed,
            Optional<Moment> completed,
            String operator,
            List<Comment> comments,
            String at) {

        @Override
        public String toString() {
            return "Result[" + at + "]";
        }
    }

    static Optional<Moment> moment(String raw) {
        return raw.isEmpty() ? Optional.empty() : Optional.of(Moment.of(raw));
    }

    static Optional<Range> range(String raw) {
        return raw.isEmpty() ? Optional.empty() : Optional.of(Range.of(raw));
    }

    static Optional<Unit> unit(String raw, String ucum) {
        return raw.isEmpty() ? Optional.empty() : Optional.of(new Unit(raw, ucum));
    }

    /** Specimens with the same id and kind become one, in order of their first result; those without an id stay alone. */
    void join() {
        Map<String, Specimen> byId = new HashMap<>();
        List<Specimen> joined = new ArrayList<>();
        for (Specimen specimen : specimens) {
            Specimen before = specimen.id.isEmpty() ? null : byId.get(specimen.kind + " " + specimen.id);
            if (before != null) {
                before.absorb(specimen);
            } else {
                byId.put(specimen.kind + " " + specimen.id, specimen);
                joined.add(specimen);
            }
        }
        specimens.clear();
        specimens.addAll(joined);
    }
}
