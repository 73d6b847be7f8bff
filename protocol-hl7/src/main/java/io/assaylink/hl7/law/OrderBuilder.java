// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.edit.MessageBuilder;
import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.message.Hl7Message;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * LAB-28: an order for an analyzer (OML^O33), in the order of the wire: patient, specimen, its steps, the next specimen.
 * From {@link LawMessages#order}. Not thread-safe.
 */
public final class OrderBuilder {

    private final MessageBuilder message;
    private final String orderTime;
    private final Optional<String> onlyContainer;
    private final Set<String> ids = new HashSet<>();
    private boolean specimenOpen;
    private int steps; // of the open specimen

    OrderBuilder(MessageBuilder message, String orderTime, Optional<String> onlyContainer) {
        this.message = message;
        this.orderTime = orderTime;
        this.onlyContainer = onlyContainer;
    }

    /**
     * PID, whose fields the caller fills.
     *
     * @throws IllegalStateException behind a specimen
     */
    public OrderBuilder patient(Consumer<SegmentFields> pid) {
        require(!specimenOpen, "the patient stands before the specimens");
        message.segment("PID", pid);
        return this;
    }

    /**
     * SPM and SAC; the steps that follow are for it.
     *
     * @throws IllegalArgumentException if the order answers the query for another container
     * @throws IllegalStateException behind a specimen without a step
     */
    public OrderBuilder specimen(LawSpecimen specimen) {
        return specimen(specimen, spm -> {});
    }

    /** As {@link #specimen(LawSpecimen)}, with further fields of SPM. */
    public OrderBuilder specimen(LawSpecimen specimen, Consumer<SegmentFields> more) {
        if (onlyContainer.isPresent() && !onlyContainer.get().equals(specimen.container())) {
            throw new IllegalArgumentException("an order for a queried specimen is for no other");
        }
        require(!specimenOpen || steps > 0, "a specimen needs a step");
        message.segment("SPM", spm -> {
            specimen.writeSpm(spm);
            more.accept(spm);
        });
        message.segment("SAC", specimen::writeSac);
        specimenOpen = true;
        steps = 0;
        return this;
    }

    /**
     * A step to do: ORC with NW, TQ1, OBR.
     *
     * @param id what we call it; never used before
     * @param priority of table 0485: {@code S} stat, {@code A} as soon as possible, {@code R} routine
     * @param test OBR-4 and what else is known of the test
     * @throws IllegalArgumentException if the id is empty or stands in this order already
     */
    public OrderBuilder newStep(String id, String priority, Consumer<SegmentFields> test) {
        orc("NW", id);
        message.segment("TQ1", tq1 -> tq1.set(9, priority, "", "HL70485"));
        return obr(id, test);
    }

    /**
     * A step not to do after all: ORC with CA, OBR.
     *
     * @param id what we called it
     * @throws IllegalArgumentException if the id is empty or stands in this order already
     */
    public OrderBuilder cancelStep(String id, Consumer<SegmentFields> test) {
        orc("CA", id);
        return obr(id, test);
    }

    /**
     * Any other segment where it belongs: TCD, OBX, NTE behind a step, PV1 behind the patient.
     *
     * @throws IllegalArgumentException for SPM, SAC, ORC and OBR, which have methods of their own
     */
    public OrderBuilder segment(String id, Consumer<SegmentFields> fill) {
        if (Set.of("SPM", "SAC", "ORC", "OBR").contains(id)) {
            throw new IllegalArgumentException(id + " begins a specimen or a step");
        }
        message.segment(id, fill);
        return this;
    }

    /**
     * The order.
     *
     * @throws IllegalStateException without a step for each specimen
     */
    public Hl7Message toMessage() {
        require(specimenOpen && steps > 0, "a specimen needs a step");
        return message.toMessage();
    }

    private void orc(String action, String id) {
        require(specimenOpen, "a step belongs to a specimen");
        if (id.isBlank() || !ids.add(id)) {
            throw new IllegalArgumentException("each step has an id of its own");
        }
        message.segment("ORC", orc -> orc.set(1, action).set(9, orderTime));
        steps++;
    }

    private OrderBuilder obr(String id, Consumer<SegmentFields> test) {
        message.segment("OBR", obr -> {
            test.accept(obr);
            obr.set(2, id);
        });
        return this;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
