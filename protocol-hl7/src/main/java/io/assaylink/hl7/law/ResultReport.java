// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.group.MessageStructure;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.MessageType;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * LAB-29: results and status of steps (OUL^R22; ORU^R01 of analyzers before LAW). Results of a step may come over time and
 * more than once, and without an order.
 *
 * @param message as it came
 * @param steps in order
 */
public record ResultReport(Hl7Message message, List<ReportedStep> steps) {

    /**
     * One step.
     *
     * @param id OBR-2.1, what the manager calls it; empty: unsolicited, or a reflex of the analyzer's own
     * @param parent OBR-29.1, the step whose reflex it is
     * @param status ORC-5, of table 0038, such as {@code CM} done, {@code IP} begun, {@code CA} not done; empty if not given
     * @param specimen SPM and SAC; empty if there is none
     * @param observations in order
     * @param group OBR and all that belongs to it
     */
    public record ReportedStep(
            Optional<String> id,
            Optional<String> parent,
            String status,
            Optional<LawSpecimen> specimen,
            List<Observation> observations,
            SegmentGroup group) {
        /** Copies the list. */
        public ReportedStep {
            observations = List.copyOf(observations);
        }

        /** Never the identifiers. */
        @Override
        public String toString() {
            return "ReportedStep[" + observations.size() + " observations]";
        }
    }

    /**
     * One OBX.
     *
     * @param test OBX-3.1
     * @param value OBX-5, all repetitions; text or not, as OBX-2 says
     * @param kind OBX-29, of table 0936, such as {@code RSLT}; empty if not given
     * @param instruments OBX-18, each with its components
     * @param obx the segment
     */
    public record Observation(String test, Value value, String kind, List<Value> instruments, Segment obx) {
        /** Copies the list. */
        public Observation {
            instruments = List.copyOf(instruments);
        }

        /** Never the payload. */
        @Override
        public String toString() {
            return "Observation[" + value + "]";
        }
    }

    /** Copies the list. */
    public ResultReport {
        steps = List.copyOf(steps);
    }

    /** Reads results; empty if the message is neither OUL^R22, OUL^R23 nor ORU^R01. */
    public static Optional<ResultReport> of(Hl7Message message) {
        MessageType type = message.type();
        if (type.is("ORU", "R01")) {
            return Optional.of(new ResultReport(message, observations(message)));
        } else if (type.is("OUL", "R22")) {
            return Optional.of(new ResultReport(message, bySpecimen(message, "OUL_R22")));
        } else if (type.is("OUL", "R23")) {
            return Optional.of(new ResultReport(message, bySpecimen(message, "OUL_R23")));
        }
        return Optional.empty();
    }

    private static List<ReportedStep> bySpecimen(Hl7Message message, String structure) {
        List<ReportedStep> steps = new ArrayList<>();
        SegmentGroup all =
                SegmentGroup.of(message, MessageStructure.named(structure).orElseThrow());
        for (SegmentGroup specimen : all.allGroups("SPECIMEN")) {
            Optional<LawSpecimen> read = specimen.segment("SPM").map(spm -> LawSpecimen.of(spm, specimen));
            for (SegmentGroup order : specimen.allGroups("ORDER")) {
                order.segment("OBR").ifPresent(obr -> steps.add(step(obr, order, read, "RESULT")));
            }
        }
        return steps;
    }

    private static List<ReportedStep> observations(Hl7Message message) {
        List<ReportedStep> steps = new ArrayList<>();
        SegmentGroup all =
                SegmentGroup.of(message, MessageStructure.named("ORU_R01").orElseThrow());
        for (SegmentGroup order : all.allGroups("ORDER_OBSERVATION")) {
            Optional<LawSpecimen> specimen = order.group("SPECIMEN")
                    .flatMap(group -> group.segment("SPM").map(spm -> LawSpecimen.of(spm, group)));
            order.segment("OBR").ifPresent(obr -> steps.add(step(obr, order, specimen, "OBSERVATION")));
        }
        return steps;
    }

    private static ReportedStep step(
            Segment obr, SegmentGroup order, Optional<LawSpecimen> specimen, String observationGroup) {
        List<Observation> observations = new ArrayList<>();
        for (SegmentGroup result : order.allGroups(observationGroup)) {
            result.segment("OBX").ifPresent(obx -> observations.add(observation(obx)));
        }
        return new ReportedStep(
                WorkOrder.stepId(obr, 2),
                WorkOrder.stepId(obr, 29),
                order.segment("ORC").map(orc -> orc.component(5, 1).text()).orElse(""),
                specimen,
                observations,
                order);
    }

    private static Observation observation(Segment obx) {
        return new Observation(
                obx.component(3, 1).text(),
                obx.field(5),
                obx.component(29, 1).text(),
                obx.field(18).repetitions(),
                obx);
    }

    /** Counts; never the payload. */
    @Override
    public String toString() {
        return "ResultReport[" + steps.size() + " steps]";
    }
}
