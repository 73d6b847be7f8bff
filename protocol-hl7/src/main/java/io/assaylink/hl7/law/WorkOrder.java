// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.group.MessageStructure;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * LAB-28: what a manager wants an analyzer to do (OML^O33).
 *
 * @param message as it came
 * @param specimens in order; the patient is in the message's PID
 */
public record WorkOrder(Hl7Message message, List<SpecimenWork> specimens) {

    /** ORC-1, table 0119 as LAW uses it. */
    public enum Action {
        /** NW: do this step. */
        NEW,
        /** CA: do not do it after all. */
        CANCEL,
        /** DC: there is nothing to do for this specimen. */
        NO_WORK,
        /** Any other value: look into ORC-1. */
        OTHER
    }

    /**
     * One specimen and its steps.
     *
     * @param specimen SPM and SAC
     * @param steps in order; none in what says that there is no work
     * @param noWork whether an ORC says DC
     * @param group SPM and all that belongs to it
     */
    public record SpecimenWork(LawSpecimen specimen, List<Step> steps, boolean noWork, SegmentGroup group) {
        /** Copies the list. */
        public SpecimenWork {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One analytical work order step.
     *
     * @param id OBR-2.1, what the manager calls it; empty when it is {@code ""} or missing
     * @param action ORC-1
     * @param test OBR-4.1
     * @param priority TQ1-9.1, of table 0485, such as {@code S}; empty if not given
     * @param orc the segment it begins with
     * @param group ORC and all that belongs to it
     */
    public record Step(
            Optional<String> id, Action action, String test, String priority, Segment orc, SegmentGroup group) {
        /** Never the identifiers. */
        @Override
        public String toString() {
            return "Step[" + action + "]";
        }
    }

    /** Copies the list. */
    public WorkOrder {
        specimens = List.copyOf(specimens);
    }

    /** Reads an order; empty if the message is no OML^O33. */
    public static Optional<WorkOrder> of(Hl7Message message) {
        if (!message.type().is("OML", "O33")) {
            return Optional.empty();
        }
        SegmentGroup all =
                SegmentGroup.of(message, MessageStructure.named("OML_O33").orElseThrow());
        List<SpecimenWork> specimens = new ArrayList<>();
        for (SegmentGroup group : all.allGroups("SPECIMEN")) {
            group.segment("SPM").ifPresent(spm -> specimens.add(specimen(spm, group)));
        }
        return Optional.of(new WorkOrder(message, specimens));
    }

    /** All steps of all specimens, in order. */
    public List<Step> steps() {
        return specimens.stream().flatMap(each -> each.steps().stream()).toList();
    }

    /** Whether it only says that there is nothing to do: LAW's negative query response. */
    public boolean isNegativeQueryResponse() {
        return !specimens.isEmpty() && steps().isEmpty() && specimens.stream().allMatch(SpecimenWork::noWork);
    }

    private static SpecimenWork specimen(Segment spm, SegmentGroup group) {
        List<Step> steps = new ArrayList<>();
        boolean noWork = false;
        for (SegmentGroup order : group.groups("ORDER")) {
            Optional<Segment> orc = order.segment("ORC");
            if (orc.isPresent()) {
                Step step = step(orc.get(), order);
                if (step.action == Action.NO_WORK) {
                    noWork = true;
                } else {
                    steps.add(step);
                }
            }
        }
        return new SpecimenWork(LawSpecimen.of(spm, group), steps, noWork, group);
    }

    private static Step step(Segment orc, SegmentGroup order) {
        Optional<Segment> obr = order.group("OBSERVATION_REQUEST").flatMap(request -> request.segment("OBR"));
        Action action = switch (orc.component(1, 1).text()) {
            case "NW" -> Action.NEW;
            case "CA" -> Action.CANCEL;
            case "DC" -> Action.NO_WORK;
            default -> Action.OTHER;
        };
        return new Step(
                obr.flatMap(segment -> stepId(segment, 2)).or(() -> stepId(orc, 2)),
                action,
                obr.map(segment -> segment.component(4, 1).text()).orElse(""),
                order.group("TIMING")
                        .flatMap(timing -> timing.segment("TQ1"))
                        .map(tq1 -> tq1.component(9, 1).text())
                        .orElse(""),
                orc,
                order);
    }

    /** An identifier of a step; {@code ""} and nothing say that it is not known. */
    static Optional<String> stepId(Segment segment, int field) {
        Value id = segment.subcomponent(field, 1, 1);
        return id.state() == Value.State.TEXT && !id.text().isBlank() ? Optional.of(id.text()) : Optional.empty();
    }

    /** The identifier of a step as it stands in the message; absent where {@link Step#id} is empty. */
    static Value idOf(Step step) {
        Optional<Segment> obr = step.group.group("OBSERVATION_REQUEST").flatMap(request -> request.segment("OBR"));
        return obr.filter(segment -> stepId(segment, 2).isPresent())
                .orElse(step.orc)
                .subcomponent(2, 1, 1);
    }

    /** Counts; never the payload. */
    @Override
    public String toString() {
        return "WorkOrder[" + specimens.size() + " specimens, " + steps().size() + " steps]";
    }
}
