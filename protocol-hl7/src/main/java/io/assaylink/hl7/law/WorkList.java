// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.law.OrderAnswer.Status;
import io.assaylink.hl7.law.WorkOrder.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The steps an analyzer took on, and LAW's rules about them: a step's id is taken once, a step is cancelled only before it
 * begins.
 *
 * <pre>
 *   NW ─▶ WAITING ─ begin ─▶ BEGUN ─ end ─▶ ENDED
 *            └──── CA ─▶ ENDED
 * </pre>
 *
 * <p>At the bound ended steps are forgotten, the oldest first; when none has ended, new ones are refused with UA. Not
 * thread-safe.
 */
public final class WorkList {

    private enum State {
        WAITING,
        BEGUN,
        ENDED
    }

    private final int capacity;
    private final boolean canCancel;
    private final Map<String, State> steps = new LinkedHashMap<>(); // in the order they came

    /**
     * An empty list.
     *
     * @param capacity most steps remembered; an id that is forgotten can be reused without being noticed
     * @param canCancel whether this analyzer can take a step back at all; if not, every CA is answered UC
     */
    public WorkList(int capacity, boolean canCancel) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive");
        }
        this.capacity = capacity;
        this.canCancel = canCancel;
    }

    /**
     * Takes an order on.
     *
     * @param order what came
     * @param doable whether this analyzer can do a step: asked once for each new one that the rules allow
     * @return a status for each of {@link WorkOrder#steps()}, in order; for {@link LawMessages#orderResponse}
     */
    public List<Status> take(WorkOrder order, Predicate<Step> doable) {
        List<Status> statuses = new ArrayList<>();
        for (Step step : order.steps()) {
            statuses.add(
                    switch (step.action()) {
                        case NEW -> accept(step, doable);
                        case CANCEL -> cancel(step);
                        case NO_WORK, OTHER -> Status.UNABLE_TO_ACCEPT;
                    });
        }
        return statuses;
    }

    /** The step is being done: it can no longer be cancelled. False if it does not wait. */
    public boolean begin(String id) {
        return steps.replace(id, State.WAITING, State.BEGUN);
    }

    /** The step is done or given up; its results may still be sent, and more than once. False if it is not known. */
    public boolean end(String id) {
        return steps.replace(id, State.ENDED) != null;
    }

    /** The steps that wait, in the order they came. */
    public List<String> waiting() {
        return steps.entrySet().stream()
                .filter(entry -> entry.getValue() == State.WAITING)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Status accept(Step step, Predicate<Step> doable) {
        Optional<String> id = step.id();
        if (id.isEmpty() || steps.containsKey(id.get()) || !doable.test(step) || !makeRoom()) {
            return Status.UNABLE_TO_ACCEPT;
        }
        steps.put(id.get(), State.WAITING);
        return Status.ACCEPTED;
    }

    private Status cancel(Step step) {
        Optional<String> id = step.id();
        if (canCancel && id.isPresent() && steps.replace(id.get(), State.WAITING, State.ENDED)) {
            return Status.CANCELLED;
        }
        return Status.UNABLE_TO_CANCEL;
    }

    private boolean makeRoom() {
        if (steps.size() < capacity) {
            return true;
        }
        Optional<String> oldest = steps.entrySet().stream()
                .filter(entry -> entry.getValue() == State.ENDED)
                .map(Map.Entry::getKey)
                .findFirst();
        oldest.ifPresent(steps::remove);
        return oldest.isPresent();
    }

    /** Counts; never the identifiers. */
    @Override
    public String toString() {
        return "WorkList[" + steps.size() + " steps]";
    }
}
