// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Messages that wait for the line: answers to queries before worklists, each in the order in which they came. */
final class SendQueue {

    /** Stands for no message. */
    static final Outgoing NOTHING = new Outgoing(0, new byte[0], Long.MAX_VALUE);

    /**
     * A message.
     *
     * @param expiry when it is no longer to be sent; {@link Long#MAX_VALUE}: never
     */
    record Outgoing(long id, byte[] records, long expiry) {}

    private final Deque<Outgoing> answers = new ArrayDeque<>(2);
    private final Deque<Outgoing> worklists = new ArrayDeque<>(2);
    /** Not later than the first expiry; may be that of a message which has left. */
    private long nextExpiry = Long.MAX_VALUE;

    static long expiry(SendOptions options, long now) {
        return options.expiresAfter().map(after -> now + after.toNanos()).orElse(Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return answers.isEmpty() && worklists.isEmpty();
    }

    void add(Outgoing message, SendOptions.Priority priority) {
        (priority == SendOptions.Priority.QUERY_ANSWER ? answers : worklists).add(message);
        nextExpiry = Math.min(nextExpiry, message.expiry());
    }

    /** The next to be sent, which stays. */
    Outgoing first() {
        return answers.isEmpty() ? worklists.element() : answers.element();
    }

    Outgoing remove() {
        Outgoing first = answers.isEmpty() ? worklists.remove() : answers.remove();
        if (isEmpty()) {
            nextExpiry = Long.MAX_VALUE;
        }
        return first;
    }

    boolean withdraw(long id) {
        boolean waited =
                answers.removeIf(message -> message.id() == id) || worklists.removeIf(message -> message.id() == id);
        if (isEmpty()) {
            nextExpiry = Long.MAX_VALUE;
        }
        return waited;
    }

    long nextExpiry() {
        return nextExpiry;
    }

    /** Takes out what is too late; what is told may queue more. */
    void expire(long now, Consumer<Outgoing> late) {
        if (now < nextExpiry) {
            return;
        }
        List<Outgoing> expired = new ArrayList<>();
        nextExpiry = Long.MAX_VALUE;
        expire(answers, now, expired);
        expire(worklists, now, expired);
        expired.forEach(late);
    }

    private void expire(Deque<Outgoing> queue, long now, List<Outgoing> expired) {
        queue.removeIf(message -> now >= message.expiry() && expired.add(message));
        queue.forEach(message -> nextExpiry = Math.min(nextExpiry, message.expiry()));
    }
}
