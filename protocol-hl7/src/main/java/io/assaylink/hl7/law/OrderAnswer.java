// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.group.MessageStructure;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * LAB-28: what an analyzer says to each step of an order (ORL^O34, structure ORL_O42).
 *
 * @param message as it came
 * @param code MSA-1; empty if it is none of table 0008
 * @param steps in order; none in the answer to a negative query response
 * @param unknownContainers ERR-6 of errors 204: containers that the analyzer does not know
 */
public record OrderAnswer(
        Hl7Message message, Optional<AckCode> code, List<AnsweredStep> steps, List<String> unknownContainers) {

    /** ORC-1 of an answer, table 0119. */
    public enum Status {
        /** OK: the step will be done. */
        ACCEPTED("OK", "SC"),
        /** UA: it will not. */
        UNABLE_TO_ACCEPT("UA", "CA"),
        /** CR: it is cancelled, as was asked for. */
        CANCELLED("CR", "CA"),
        /** UC: it is begun, done or not known, or this analyzer cannot cancel. */
        UNABLE_TO_CANCEL("UC", "IP"),
        /** Any other value: look into ORC-1. */
        OTHER("", "");

        private final String code;
        private final String orderStatus; // ORC-5, table 0038

        Status(String code, String orderStatus) {
            this.code = code;
            this.orderStatus = orderStatus;
        }

        String code() {
            return code;
        }

        String orderStatus() {
            return orderStatus;
        }

        private static Status of(String code) {
            for (Status status : values()) {
                if (status.code.equals(code)) {
                    return status;
                }
            }
            return OTHER;
        }
    }

    /**
     * One step.
     *
     * @param container SAC-3 of its specimen; empty if not given
     * @param id ORC-2.1, or OBR-2.1; empty when it is {@code ""} or missing
     * @param status ORC-1
     */
    public record AnsweredStep(String container, Optional<String> id, Status status) {
        /** Never the identifiers. */
        @Override
        public String toString() {
            return "AnsweredStep[" + status + "]";
        }
    }

    /** Copies the lists. */
    public OrderAnswer {
        steps = List.copyOf(steps);
        unknownContainers = List.copyOf(unknownContainers);
    }

    /** Reads an answer to an order; empty if the message is no ORL^O34. */
    public static Optional<OrderAnswer> of(Hl7Message message) {
        if (!message.type().is("ORL", "O34")) {
            return Optional.empty();
        }
        SegmentGroup all =
                SegmentGroup.of(message, MessageStructure.named("ORL_O42").orElseThrow());
        List<AnsweredStep> steps = new ArrayList<>();
        for (SegmentGroup specimen : all.allGroups("SPECIMEN")) {
            String container = specimen.segment("SPM")
                    .map(spm -> LawSpecimen.of(spm, specimen).container())
                    .orElse("");
            for (SegmentGroup order : specimen.groups("ORDER")) {
                order.segment("ORC").ifPresent(orc -> steps.add(step(container, orc, order)));
            }
        }
        return Optional.of(
                new OrderAnswer(message, AckCode.of(message.get("MSA-1").text()), steps, unknownContainers(message)));
    }

    /** The status of the step with this identifier. */
    public Optional<Status> statusOf(String id) {
        return steps.stream()
                .filter(step -> step.id.equals(Optional.of(id)))
                .map(AnsweredStep::status)
                .findFirst();
    }

    private static AnsweredStep step(String container, Segment orc, SegmentGroup order) {
        Optional<String> id = WorkOrder.stepId(orc, 2)
                .or(() -> order.group("OBSERVATION_REQUEST")
                        .flatMap(request -> request.segment("OBR"))
                        .flatMap(obr -> WorkOrder.stepId(obr, 2)));
        return new AnsweredStep(container, id, Status.of(orc.component(1, 1).text()));
    }

    private static List<String> unknownContainers(Hl7Message message) {
        return message.segments("ERR").stream()
                .filter(err -> err.component(3, 1).text().equals("204"))
                .map(err -> err.field(6).component(1).text())
                .filter(container -> !container.isEmpty())
                .toList();
    }

    /** Codes and counts; never the payload. */
    @Override
    public String toString() {
        return "OrderAnswer[" + code + ", " + steps.size() + " steps]";
    }
}
