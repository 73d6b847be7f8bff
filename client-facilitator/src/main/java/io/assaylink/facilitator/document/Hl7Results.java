// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.MessageType;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads ORU^R01 and OUL^R21 to R24 into {@link Report}s, one for each PID and one for what has none. In R22 and R23 a
 * specimen comes before its orders; in the others each OBR opens a specimen which SPM or SAC name. One message per reader.
 */
final class Hl7Results {
    private static final Set<String> UNSOLICITED = Set.of("R21", "R22", "R23", "R24");

    private final Charset charset;
    private final boolean specimenFirst;
    private final boolean containerFirst;
    private final List<Report> reports = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private Optional<Report> report = Optional.empty();
    private Optional<Report.Specimen> specimen = Optional.empty();
    private Optional<List<Report.Comment>> comments = Optional.empty(); // where the next NTE belongs
    private boolean awaitsOrder; // the specimen was opened by SAC or SPM; its first OBR is still to come
    private int others;

    private Hl7Results(Hl7Message message) {
        charset = LosslessHl7.charset(message);
        MessageType type = message.type();
        containerFirst = type.is("OUL", "R23");
        specimenFirst = containerFirst || type.is("OUL", "R22");
    }

    static boolean carriesResults(Hl7Message message) {
        MessageType type = message.type();
        boolean kind = type.is("ORU", "R01") || (type.code().equals("OUL") && UNSOLICITED.contains(type.event()));
        return message.hasHeader() && kind && message.segment("OBX").isPresent();
    }

    static List<Report> of(Hl7Message message) {
        Hl7Results reader = new Hl7Results(message);
        for (Segment segment : message.segments()) {
            reader.read(segment);
        }
        Report first = reader.reports.get(0);
        first.diagnostics.addAll(LosslessHl7.problems(message));
        if (reader.others > 0) {
            first.diagnostics.add(
                    new Diagnostic("NOT_NORMALISED", "", reader.others + " segments are in the raw message only"));
        }
        reader.reports.forEach(Report::join);
        return reader.reports;
    }

    private void read(Segment segment) {
        String id = segment.id();
        String at = id + "[" + seen.merge(id, 1, Integer::sum) + "]";
        switch (id) {
            case "MSH" -> {}
            case "PID" -> patient(segment, at);
            case "SPM" -> specimen(segment, at);
            case "SAC" -> container(segment, at);
            case "OBR" -> order(segment, at);
            case "OBX" -> result(segment, at);
            case "NTE" -> note(segment);
            default -> others++;
        }
    }

    private void patient(Segment segment, String at) {
        List<Report.Id> ids = new ArrayList<>();
        int n = 0;
        for (Value repetition : segment.field(3).repetitions()) {
            n++;
            String value = repetition.component(1).text().strip();
            if (!value.isEmpty()) {
                String role = repetition.component(5).text().strip();
                ids.add(new Report.Id(value, role, at + ".3" + (n == 1 ? "" : "[" + n + "]") + ".1"));
            }
        }
        List<Report.Comment> patientNotes = new ArrayList<>();
        Report opened = open();
        opened.patient = Optional.of(new Report.Patient(
                ids,
                segment.subcomponent(5, 1, 1).text().strip(),
                segment.component(5, 2).text().strip(),
                segment.component(7, 1).text().strip(),
                segment.component(8, 1).text().strip(),
                patientNotes));
        comments = Optional.of(patientNotes);
    }

    private Report open() {
        Report opened = new Report();
        reports.add(opened);
        report = Optional.of(opened);
        specimen = Optional.empty();
        comments = Optional.empty();
        return opened;
    }

    private Report.Specimen openSpecimen() {
        Report current = report.orElseGet(this::open);
        Report.Specimen opened = new Report.Specimen();
        if (current.patient.map(Report.Patient::isNamed).orElse(false)) {
            opened.kind("patient", "PID");
        }
        current.specimens.add(opened);
        specimen = Optional.of(opened);
        awaitsOrder = false;
        comments = Optional.of(opened.comments);
        return opened;
    }

    private void specimen(Segment segment, String at) {
        boolean opens = specimen.isEmpty() || (specimenFirst && !containerFirst);
        Report.Specimen named = opens ? openSpecimen() : specimen.get();
        awaitsOrder |= opens;
        for (int component = 1; component <= 2; component++) {
            String id = segment.subcomponent(2, component, 1).text().strip();
            if (!id.isEmpty() && (named.at.isEmpty() || named.at.startsWith("OBR"))) {
                named.id = id;
                named.at = at + ".2." + component;
            }
        }
        named.type = segment.component(4, 1).text().strip();
        String role = segment.component(11, 1).text().strip();
        switch (role) {
            case "P" -> named.kind("patient", "SPM-11=P");
            case "Q", "B", "E", "F", "O" -> named.kind("control", "SPM-11=" + role);
            case "C", "V" -> named.kind("calibration", "SPM-11=" + role);
            case "" -> {}
            default -> named.kind("unknown", "SPM-11=" + role);
        }
    }

    private void container(Segment segment, String at) {
        boolean opens = specimen.isEmpty() || containerFirst;
        Report.Specimen named = opens ? openSpecimen() : specimen.get();
        awaitsOrder |= opens;
        String id = segment.component(3, 1).text().strip();
        if (!id.isEmpty() && (named.at.isEmpty() || named.at.startsWith("OBR"))) {
            named.id = id;
            named.at = at + ".3.1";
        }
    }

    private void order(Segment segment, String at) {
        boolean follows = specimen.isPresent() && (specimenFirst || awaitsOrder);
        Report.Specimen ordered = follows ? specimen.get() : openSpecimen();
        awaitsOrder = false;
        comments = Optional.of(ordered.comments);
        for (int field = 3; field >= 2 && ordered.at.isEmpty(); field--) { // until SPM or SAC say better
            String id = segment.component(field, 1).text().strip();
            if (!id.isEmpty()) {
                ordered.id = id;
                ordered.at = at + "." + field + ".1";
            }
        }
        String code = segment.component(4, 1).text().strip();
        if (!code.isEmpty()) {
            ordered.ordered.add(code);
        }
        if (ordered.priority.isEmpty()) {
            ordered.priority = segment.component(5, 1).text().strip();
        }
        if (ordered.type.isEmpty()) {
            ordered.type = segment.subcomponent(15, 1, 1).text().strip();
        }
    }

    private void result(Segment segment, String at) {
        Report.Specimen owner = specimen.orElse(null);
        if (owner == null) {
            owner = openSpecimen();
            report.orElseThrow()
                    .diagnostics
                    .add(new Diagnostic("RESULT_WITHOUT_ORDER", at, "no OBR before it: its specimen is unknown"));
        }
        List<String> flags = new ArrayList<>();
        for (Value flag : segment.field(8).repetitions()) {
            String text = flag.component(1).text().strip();
            if (!text.isEmpty()) {
                flags.add(text);
            }
        }
        String status = segment.field(11).text().strip();
        List<Report.Comment> notes = new ArrayList<>();
        owner.results.add(new Report.Result(
                code(segment),
                Hl7Reading.of(segment, charset),
                unit(segment),
                Report.range(segment.field(7).text().strip()),
                flags,
                status(status),
                status,
                Optional.empty(),
                Report.moment(segment.component(14, 1).text().strip()),
                Report.moment(segment.component(19, 1).text().strip()),
                segment.component(16, 1).text().strip(),
                notes,
                at));
        comments = Optional.of(notes);
    }

    private static Report.Code code(Segment segment) {
        String raw = segment.component(3, 1).text().strip();
        String loinc = segment.component(3, 3).text().strip().equals("LN") ? raw : "";
        if (loinc.isEmpty() && segment.component(3, 6).text().strip().equals("LN")) {
            loinc = segment.component(3, 4).text().strip();
        }
        String display = segment.component(3, 2).text().strip();
        return new Report.Code(raw.isEmpty() ? display : raw, segment.field(3).text(), loinc, display);
    }

    /** OBX-6. {@code 10^9/L}, a unit with its caret unescaped, is not split. */
    private static Optional<Report.Unit> unit(Segment segment) {
        String first = segment.component(6, 1).text().strip();
        String system = segment.component(6, 3).text().strip();
        boolean power = !first.isEmpty() && first.chars().allMatch(Character::isDigit) && system.isEmpty();
        return Report.unit(
                power ? segment.field(6).text().strip() : first, system.equalsIgnoreCase("UCUM") ? first : "");
    }

    private void note(Segment segment) {
        if (comments.isEmpty()) {
            others++;
            return;
        }
        String source = switch (segment.field(2).text().strip()) {
            case "L" -> "laboratory";
            case "P" -> "practice";
            case "A" -> "instrument";
            default -> "";
        };
        for (Value text : segment.field(3).repetitions()) {
            comments.get().add(new Report.Comment(text.text(), source));
        }
    }

    /** OBX-11, table 0085. */
    private static String status(String raw) {
        return switch (raw) {
            case "F", "U", "B" -> "final";
            case "P", "R" -> "preliminary";
            case "C", "A" -> "corrected";
            case "X" -> "failed";
            case "I" -> "pending";
            case "S" -> "partial";
            case "D", "W" -> "withdrawn";
            default -> "unknown";
        };
    }
}
