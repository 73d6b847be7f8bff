// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.edit.MessageBuilder;
import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.message.Hl7Message;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * LAB-29: results of an analyzer, in the order of the wire: patient, specimen, a step, its observations, the next step.
 * OUL^R22 from {@link LawMessages#results}, ORU^R01, where specimens have no segment here, from
 * {@link LawMessages#observations}. Not thread-safe.
 */
public final class ResultBuilder {

    private final MessageBuilder message;
    private final boolean bySpecimen;
    private boolean specimenOpen;
    private boolean stepOpen;
    private int observations; // of the open step

    ResultBuilder(MessageBuilder message, boolean bySpecimen) {
        this.message = message;
        this.bySpecimen = bySpecimen;
    }

    /**
     * PID, whose fields the caller fills; left out where the patient is not known.
     *
     * @throws IllegalStateException behind a specimen or a step
     */
    public ResultBuilder patient(Consumer<SegmentFields> pid) {
        require(!specimenOpen && !stepOpen, "the patient stands before specimens and steps");
        message.segment("PID", pid);
        return this;
    }

    /**
     * SPM and SAC; the steps that follow are its.
     *
     * @throws IllegalStateException in ORU^R01
     */
    public ResultBuilder specimen(LawSpecimen specimen) {
        require(bySpecimen, "ORU^R01 has no specimen before its steps");
        message.segment("SPM", specimen::writeSpm);
        message.segment("SAC", specimen::writeSac);
        specimenOpen = true;
        stepOpen = false;
        return this;
    }

    /**
     * A step of the manager's.
     *
     * @param id what the manager calls it
     * @param status ORC-5, of table 0038: {@code CM} done, {@code IP} begun, {@code CA} not done
     * @param test OBR-4 and what else is known of the test
     */
    public ResultBuilder step(String id, String status, Consumer<SegmentFields> test) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a step without an id is unsolicited");
        }
        return step(Optional.of(id), Optional.empty(), status, test);
    }

    /** A step that no order named: its id is written as {@code ""}, never invented. */
    public ResultBuilder unsolicitedStep(String status, Consumer<SegmentFields> test) {
        return step(Optional.empty(), Optional.empty(), status, test);
    }

    /** A step that the analyzer added because of another: its id is {@code ""}, OBR-29 names the other. */
    public ResultBuilder reflexStep(String parent, String status, Consumer<SegmentFields> test) {
        return step(Optional.empty(), Optional.of(parent), status, test);
    }

    /**
     * One OBX, numbered here.
     *
     * @param fill OBX-2 to OBX-29; OBX-29 is {@code RSLT} unless it is filled
     * @throws IllegalStateException without a step
     */
    public ResultBuilder observation(Consumer<SegmentFields> fill) {
        require(stepOpen, "an observation belongs to a step");
        int number = ++observations;
        message.segment("OBX", obx -> {
            obx.set(29, "RSLT");
            fill.accept(obx);
            obx.set(1, Integer.toString(number));
        });
        return this;
    }

    /**
     * Any other segment where it belongs: INV behind a specimen or an observation, TCD, NTE.
     *
     * @throws IllegalArgumentException for SPM, SAC, ORC, OBR and OBX, which have methods of their own
     */
    public ResultBuilder segment(String id, Consumer<SegmentFields> fill) {
        if (Set.of("SPM", "SAC", "ORC", "OBR", "OBX").contains(id)) {
            throw new IllegalArgumentException(id + " begins a specimen, a step or an observation");
        }
        message.segment(id, fill);
        return this;
    }

    /**
     * The results.
     *
     * @throws IllegalStateException without a step
     */
    public Hl7Message toMessage() {
        require(stepOpen, "results need a step");
        return message.toMessage();
    }

    private ResultBuilder step(
            Optional<String> id, Optional<String> parent, String status, Consumer<SegmentFields> test) {
        require(!bySpecimen || specimenOpen, "a step belongs to a specimen");
        Consumer<SegmentFields> orc = segment -> segment.set(1, "SC").set(5, status);
        Consumer<SegmentFields> obr = segment -> {
            test.accept(segment);
            id.ifPresentOrElse(known -> segment.set(2, known), () -> segment.setNull(2));
            parent.ifPresent(known -> segment.set(29, known));
        };
        message.segment(bySpecimen ? "OBR" : "ORC", bySpecimen ? obr : orc);
        message.segment(bySpecimen ? "ORC" : "OBR", bySpecimen ? orc : obr);
        stepOpen = true;
        observations = 0;
        return this;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
