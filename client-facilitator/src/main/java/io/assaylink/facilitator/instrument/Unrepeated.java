// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.instrument.RecentMessages.Seen;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.Machine.Driver;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Messages whose sender waits for no answer and repeats nothing: records without frames, a session without a terminator,
 * HL7 that wants no acknowledgment. Each is tried until it is stored, one after the other, and nothing is read meanwhile:
 * what the outbox does not take stays with the sender as far as it can. Loop only.
 */
final class Unrepeated {
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * One of them.
     *
     * @param outcome on the event loop: whether it is stored
     */
    record Message(
            byte[] bytes,
            boolean again,
            long offset,
            Function<Instant, List<Document>> conversion,
            Consumer<Boolean> outcome) {}

    private final InstrumentEndpoint endpoint;
    private final Driver<ByteBuffer> driver;
    private final Keeper keeper;
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private boolean trying;
    private boolean over;
    /** When the first is tried again; unset where it is not waiting for that. */
    private long retryAt = NEVER;

    Unrepeated(InstrumentEndpoint endpoint, Driver<ByteBuffer> driver, Keeper keeper) {
        this.endpoint = endpoint;
        this.driver = driver;
        this.keeper = keeper;
    }

    /** While this is false, nothing is to be read. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Message message) {
        waiting.add(message);
        driver.reading(false);
        next();
    }

    long nextDeadline() {
        return retryAt;
    }

    void tick(long now) {
        if (retryAt != NEVER && now - retryAt >= 0) {
            retryAt = NEVER;
            next();
        }
    }

    /** The connection is over, and with it the clock: each is tried once more. */
    void closed() {
        over = true;
        retryAt = NEVER;
        next();
    }

    private void next() {
        if (trying || retryAt != NEVER || waiting.isEmpty()) {
            return;
        }
        trying = true;
        Message first = waiting.element();
        boolean again = first.again() || endpoint.recent().seen(RecentMessages.digest(first.bytes())) != Seen.NEVER;
        keeper.keepUnanswered(first.bytes(), again, first.conversion(), failure -> tried(first, failure));
    }

    private void tried(Message first, Optional<OutboxException.Code> failure) {
        trying = false;
        boolean never = failure.isPresent() && failure.get() == OutboxException.Code.TOO_LARGE;
        if (failure.isPresent() && !never && !over) {
            keeper.event("NOT_STORED_YET", first.offset());
            retryAt = endpoint.ticker().nanos() + endpoint.options().busyFor().toNanos();
            return;
        }
        waiting.remove();
        if (never) {
            keeper.quarantine(OutboxException.Code.TOO_LARGE.name(), first.bytes());
        } else if (failure.isPresent()) {
            keeper.lost(first.offset(), first.bytes().length);
        }
        first.outcome().accept(failure.isEmpty());
        next();
    }
}
