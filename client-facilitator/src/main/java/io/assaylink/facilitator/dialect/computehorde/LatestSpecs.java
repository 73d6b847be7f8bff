// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Machine specs on their way, of each miner the latest only. The facilitator is silent when it takes them, so those sent
 * stay here until something proves that it went on in peace; a lost connection sends them again.
 */
final class LatestSpecs {
    private final int bound;
    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private final Map<String, byte[]> unproven = new LinkedHashMap<>();

    LatestSpecs(int bound) {
        this.bound = bound;
    }

    /** False where another miner's had to go unsent. */
    boolean put(String miner, byte[] frame) {
        unproven.remove(miner);
        waiting.remove(miner); // the latest goes behind
        waiting.put(miner, frame);
        return trim();
    }

    /** Up to {@code count} frames to be sent now, the oldest first. */
    List<byte[]> take(int count) {
        List<byte[]> taken = new ArrayList<>();
        while (taken.size() < count && !waiting.isEmpty()) {
            String miner = waiting.keySet().iterator().next();
            byte[] frame = waiting.remove(miner);
            unproven.put(miner, frame);
            taken.add(frame);
        }
        return taken;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What was sent has been read. */
    void proven() {
        unproven.clear();
    }

    /** What was sent may be lost: it goes first, but for miners that have newer ones. */
    void again() {
        Map<String, byte[]> later = new LinkedHashMap<>(waiting);
        waiting.clear();
        waiting.putAll(unproven);
        unproven.clear();
        waiting.keySet().removeAll(later.keySet());
        waiting.putAll(later);
    }

    private boolean trim() {
        boolean fits = true;
        while (waiting.size() + unproven.size() > bound) {
            fits &= !unproven.isEmpty();
            Map<String, byte[]> from = unproven.isEmpty() ? waiting : unproven;
            from.remove(from.keySet().iterator().next());
        }
        return fits;
    }
}
