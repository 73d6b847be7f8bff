// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the hub is told to do wrong, for tests of clients. Thread-safe; survives a kill of the hub. */
public final class Misbehaviour {

    private record Refusal(Problem problem, int times) {}

    private final Map<Long, Refusal> refusals = new ConcurrentHashMap<>();
    private volatile boolean withholding;
    private volatile long claimed;

    Misbehaviour() {}

    /** Refuses the event of this sequence, whoever sends it, so many times. */
    public void refuse(long sequence, Problem problem, int times) {
        refusals.put(sequence, new Refusal(problem, times));
    }

    /** Stores events and says nothing, until it is told otherwise. */
    public void withholdAcks(boolean value) {
        withholding = value;
    }

    /** Adds this to every acknowledgement that is sent: claims what never came. */
    public void claimBeyond(long value) {
        claimed = value;
    }

    boolean withholdsAcks() {
        return withholding;
    }

    long claim() {
        return claimed;
    }

    Optional<Problem> refusal(long sequence) {
        Refusal refusal = refusals.get(sequence);
        if (refusal == null) {
            return Optional.empty();
        }
        if (refusal.times() <= 1) {
            refusals.remove(sequence);
        } else {
            refusals.put(sequence, new Refusal(refusal.problem(), refusal.times() - 1));
        }
        return Optional.of(refusal.problem());
    }
}
