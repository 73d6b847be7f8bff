// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.ArrayDeque;
import java.util.Optional;

/** What the naive classes read from: messages at their times, whole only when their last byte is there. Time is a number. */
final class NaiveLine {
    private record Coming(long millis, String message) {}

    private final ArrayDeque<Coming> coming = new ArrayDeque<>();
    private long now;
    private int wakeUps;

    /** The last byte of {@code message} comes at this time; in order. */
    void arrives(long millis, String message) {
        coming.add(new Coming(millis, message));
    }

    long now() {
        return now;
    }

    /** Time that somebody spends elsewhere. */
    void pass(long millis) {
        now += millis;
    }

    /** Waits for a whole message, no longer than this. */
    Optional<String> read(long atMostMillis) {
        wakeUps++;
        Coming first = coming.peek();
        if (first != null && first.millis() <= now + atMostMillis) {
            coming.remove();
            now = Math.max(now, first.millis());
            return Optional.of(first.message());
        }
        now += atMostMillis;
        return Optional.empty();
    }

    /** How often somebody woke up to look. */
    int wakeUps() {
        return wakeUps;
    }
}
