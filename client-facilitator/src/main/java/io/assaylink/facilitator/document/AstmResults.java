// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.astm.profile.ControlNaming;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the result records of E1394 / LIS02-A2 into {@link Report}s, one for each P and one for what has none. A result
 * goes where the record tree puts it, never to the nearest patient on a guess. One message per reader.
 */
final class AstmResults {
    private final AstmMessage message;
    private final ControlNaming controls;
    private final List<Report> reports = new ArrayList<>();
    private final Map<Integer, Report> byPatient = new HashMap<>(); // position of the P, or of what stands for none
    private final Map<Integer, Report.Specimen> byOrder = new HashMap<>();
    private final Map<Integer, List<Report.Comment>> commentsOf = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private boolean controlRun; // H-12 is Q
    private int others;

    private AstmResults(AstmMessage message, ControlNaming controls) {
        this.message = message;
        this.controls = controls;
    }

    static boolean carriesResults(AstmMessage message) {
        for (AstmRecord record : message.records()) {
            if (record.is('R')) {
                return true;
            }
        }
        return false;
    }

    static List<Report> of(AstmMessage message, ControlNaming controls) {
        AstmResults reader = new AstmResults(message, controls);
        for (AstmRecord record : message.records()) {
            reader.read(record);
        }
        Report first = reader.reports.get(0);
        first.diagnostics.addAll(LosslessAstm.errors(message));
        if (reader.others > 0) {
            first.diagnostics.add(new Diagnostic(
                    "NOT_NORMALISED",
                    "",
                    reader.others + " records are in the raw message only (M, Q, S, unknown types, stray comments)"));
        }
        reader.reports.forEach(Report::join);
        return reader.reports;
    }

    private void read(AstmRecord record) {
        String type = record.type();
        int occurrence = seen.merge(type, 1, Integer::sum);
        String at = type + "[" + occurrence + "]";
        switch (type) {
            case "H" -> controlRun = record.field(12, 1).strip().equals("Q");
            case "P" -> patient(record, at);
            case "O" -> order(record, at);
            case "R" -> result(record, at);
            case "C" -> comment(record);
            case "L" -> {}
            default -> others++;
        }
    }

    private void patient(AstmRecord record, String at) {
        List<Report.Id> ids = new ArrayList<>();
        String[] roles = {"practice", "laboratory", "other"};
        for (int i = 0; i < roles.length; i++) {
            String value = record.field(3 + i, 1).strip();
            if (!value.isEmpty()) {
                ids.add(new Report.Id(value, roles[i], at + "." + (3 + i) + ".1"));
            }
        }
        List<Report.Comment> comments = new ArrayList<>();
        Report report = new Report();
        report.patient = Optional.of(new Report.Patient(
                ids,
                record.field(6, 1).strip(),
                record.field(6, 2).strip(),
                record.field(8, 1).strip(),
                record.field(9).strip(),
                comments));
        reports.add(report);
        byPatient.put(record.index(), report);
        commentsOf.put(record.index(), comments);
    }

    /** The report of the patient above {@code record}; one without patient where there is none above it. */
    private Report report(int parent) {
        Report known = byPatient.get(parent);
        if (known == null) {
            known = new Report();
            reports.add(known);
            byPatient.put(parent, known);
        }
        return known;
    }

    private void order(AstmRecord record, String at) {
        Report report = report(message.parentOf(record.index()));
        Report.Specimen specimen = new Report.Specimen();
        specimenId(record, at, report, specimen);
        specimen.type = record.field(16, 1).strip();
        specimen.priority = record.field(6).strip();
        for (int i = 1; i <= record.repeatCount(5); i++) {
            String code = code(record, 5, i).raw();
            if (!code.isEmpty()) {
                specimen.ordered.add(code);
            }
        }
        if (record.field(12).strip().equals("Q")) {
            specimen.kind("control", "O-12=Q");
        } else if (controls.namesControl(
                record)) { // before the P record: controls of some instruments have a patient's name
            specimen.kind("control", "control-specimen-prefix");
        } else {
            recogniseWithoutOrder(report, specimen);
        }
        report.specimens.add(specimen);
        byOrder.put(record.index(), specimen);
        commentsOf.put(record.index(), specimen.comments);
    }

    private void recogniseWithoutOrder(Report report, Report.Specimen specimen) {
        if (controlRun) {
            specimen.kind("control", "H-12=Q");
        } else if (report.patient.map(Report.Patient::isNamed).orElse(false)) {
            specimen.kind("patient", "P-3..P-6");
        }
    }

    /** O-3 component 1; where instruments leave it empty, the first component of O-3 or O-4 that is not, with a note. */
    private static void specimenId(AstmRecord record, String at, Report report, Report.Specimen specimen) {
        for (int field = 3; field <= 4; field++) {
            for (int c = 1; c <= record.componentCount(field, 1); c++) {
                String value = record.field(field, c).strip();
                if (!value.isEmpty()) {
                    specimen.id = value;
                    specimen.at = at + "." + field + "." + c;
                    if (field > 3 || c > 1) {
                        report.diagnostics.add(new Diagnostic(
                                "SPECIMEN_ID_ELSEWHERE", specimen.at, "O-3.1 is empty; the profile should say where"));
                    }
                    return;
                }
            }
        }
    }

    private void result(AstmRecord record, String at) {
        int parent = message.parentOf(record.index());
        Report.Specimen specimen = byOrder.get(parent);
        if (specimen == null) {
            Report report = report(parent);
            specimen = new Report.Specimen();
            recogniseWithoutOrder(report, specimen);
            report.specimens.add(specimen);
            byOrder.put(parent, specimen);
            report.diagnostics.add(
                    new Diagnostic("RESULT_WITHOUT_ORDER", at, "no O record above it: its specimen is unknown"));
        }
        List<String> flags = new ArrayList<>();
        for (int i = 1; i <= record.repeatCount(7); i++) {
            String flag = record.repeat(7, i).strip();
            if (!flag.isEmpty()) {
                flags.add(flag);
            }
        }
        String status = record.field(9).strip();
        List<Report.Comment> comments = new ArrayList<>();
        specimen.results.add(new Report.Result(
                code(record, 3, 1),
                reading(record),
                Report.unit(record.field(5).strip(), ""),
                Report.range(record.field(6).strip()),
                flags,
                status(status),
                status,
                Report.moment(record.field(12).strip()),
                Optional.empty(),
                Report.moment(record.field(13).strip()),
                record.field(11, 1).strip(),
                comments,
                at));
        commentsOf.put(record.index(), comments);
    }

    /** Universal test id: the local code in component 4, or the first component that has something. */
    private static Report.Code code(AstmRecord record, int field, int repeat) {
        String local = record.field(field, repeat, 4).strip();
        int chosen = 4;
        for (int c = 1; local.isEmpty() && c <= record.componentCount(field, repeat); c++) {
            local = record.field(field, repeat, c).strip();
            chosen = c;
        }
        String name = chosen == 2 ? "" : record.field(field, repeat, 2).strip();
        return new Report.Code(local, record.repeat(field, repeat).strip(), "", name);
    }

    /** R-4: a number when it is one, or when it is the only component that says anything. */
    private static Reading reading(AstmRecord record) {
        String raw = record.rawField(4);
        if (record.repeatCount(4) > 1) {
            return Reading.text(raw);
        }
        String only = "";
        for (int c = 1; c <= record.componentCount(4, 1); c++) {
            String value = record.field(4, c).strip();
            if (!value.isEmpty() && !only.isEmpty()) {
                return Reading.text(raw);
            }
            only = value.isEmpty() ? only : value;
        }
        return Reading.of(raw, only);
    }

    private void comment(AstmRecord record) {
        List<Report.Comment> place = commentsOf.get(message.parentOf(record.index()));
        if (place == null) {
            others++;
            return;
        }
        String source = switch (record.field(3).strip()) {
            case "P" -> "practice";
            case "L" -> "laboratory";
            case "I" -> "instrument";
            default -> "";
        };
        place.add(new Report.Comment(record.field(4), source));
    }

    /** R-9, LIS02-A2 8.4.9. */
    private static String status(String raw) {
        return switch (raw) {
            case "F", "V" -> "final";
            case "P" -> "preliminary";
            case "C" -> "corrected";
            case "X" -> "failed";
            case "I" -> "pending";
            case "S" -> "partial";
            case "R" -> "repeated";
            case "W" -> "questionable";
            default -> "unknown";
        };
    }
}
