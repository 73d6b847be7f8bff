// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkState;
import io.assaylink.astm.link.SendOptions;
import io.assaylink.astm.record.AstmMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The open query of one link, and its answer until that is on the line. E1394 allows one query at a time: a new one takes the
 * place of the last, Q-13 = A takes it back, and after the limit the instrument no longer waits. In each case the answer is
 * not sent any more, also if it was queued already.
 *
 * <pre>
 *   NONE ─query─▶ OPEN ─answer─▶ QUEUED ─its first frame─▶ (the link's)
 *     ▲             │               │
 *     └─────────────┴───────────────┘ cancelled, replaced, too late: never sent
 * </pre>
 *
 * <p>One for each connection. Times are nanoseconds of the link's clock. Not thread-safe; it never waits.
 */
public final class QueryDesk {

    /** What became of a query. The ticket is that of the query it is about. */
    public sealed interface Event {

        /** From {@link Asked}. */
        long ticket();

        /** Give the answer to {@link QueryDesk#answer}. */
        record Asked(long ticket, HostQuery query) implements Event {}

        /** The instrument took the query back; an answer that waited for the line is not sent. */
        record Cancelled(long ticket) implements Event {}

        /** The instrument asked anew before it had the answer, which is not sent. */
        record Replaced(long ticket) implements Event {}

        /** Nobody answered in time. */
        record Expired(long ticket) implements Event {}
    }

    /** What becomes of an answer. */
    public sealed interface Answering {

        /**
         * It goes before worklists. {@code MessageSent} or {@code SendFailed} with this id ends it, with the cause
         * {@code EXPIRED} when the line did not come free in time; or {@link Event.Cancelled} or {@link Event.Replaced} does.
         *
         * @param id of the link
         */
        record Queued(long id) implements Answering {}

        /** It is not sent. */
        record Refused(Refusal why) implements Answering {}
    }

    /** Why an answer is not sent. */
    public enum Refusal {
        /** Another answer to the query was given, or it was dismissed. */
        ANSWERED,
        /** The instrument asked anew. */
        REPLACED,
        /** The instrument took the query back. */
        CANCELLED,
        /** The instrument no longer waits. */
        EXPIRED,
        /** The connection that asked is closed. */
        LINK_CLOSED,
        /** No query of this desk has the ticket, or it ended long ago. */
        UNKNOWN
    }

    private enum State {
        NONE,
        OPEN,
        /** Answered, and the link has the answer: it may still wait for the line. */
        QUEUED
    }

    /** Ends of queries that are remembered, to tell a late answer why it is refused. */
    private static final int REMEMBERED = 64;

    private final AstmLink link;
    private final QueryDialect dialect;
    private final long limit;
    private final Map<Long, Refusal> ends = new HashMap<>();

    private State state = State.NONE;
    /** Of the last query; 0 before the first. */
    private long tickets;

    private long deadline;
    /** Of the answer; of no meaning unless QUEUED. */
    private long queued;

    /**
     * A desk without an open query.
     *
     * @param link where answers are sent
     * @param limit how long the instrument waits from its query on, above zero: a few seconds to a few tens of seconds
     */
    public QueryDesk(AstmLink link, QueryDialect dialect, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("an instrument waits longer than no time: " + limit);
        }
        this.link = link;
        this.dialect = dialect;
        this.limit = limit.toNanos();
    }

    /**
     * Takes a message that the link delivered; accept it there as well.
     *
     * @return false when it is no query: it is somebody else's
     */
    public boolean received(AstmMessage message, long now, Consumer<Event> out) {
        tick(now, out);
        Optional<HostQuery> asked = HostQuery.of(message, dialect);
        if (asked.isEmpty()) {
            return false;
        }
        boolean cancels = asked.get().cancels();
        if (state == State.OPEN || (state == State.QUEUED && link.withdraw(queued))) {
            end(cancels ? Refusal.CANCELLED : Refusal.REPLACED);
            out.accept(cancels ? new Event.Cancelled(tickets) : new Event.Replaced(tickets));
        }
        state = State.NONE;
        if (!cancels) {
            state = State.OPEN;
            deadline = now + limit;
            out.accept(new Event.Asked(++tickets, asked.get()));
        }
        return true;
    }

    /**
     * Sends the answer to the open query with what is left of its time, before worklists; or does not, and says why.
     *
     * @param ticket of the {@link Event.Asked} that it answers
     * @param out what the link has to say of it at once
     */
    public Answering answer(long ticket, AstmMessage answer, long now, Consumer<LinkEvent> out) {
        Optional<Refusal> refusal = refusal(ticket, now);
        if (refusal.isPresent()) {
            return new Answering.Refused(refusal.get());
        }
        end(Refusal.ANSWERED);
        state = State.QUEUED;
        queued = link.send(answer.toBytes(), SendOptions.queryAnswer(Duration.ofNanos(deadline - now)), now, out);
        return new Answering.Queued(queued);
    }

    /**
     * Closes the query without an answer, for instruments that want none when nothing is known.
     *
     * @return false when it is open no more
     */
    public boolean dismiss(long ticket, long now) {
        boolean open = refusal(ticket, now).isEmpty();
        if (open) {
            end(Refusal.ANSWERED);
        }
        return open;
    }

    private Optional<Refusal> refusal(long ticket, long now) {
        if (link.state() == LinkState.CLOSED) {
            return Optional.of(Refusal.LINK_CLOSED);
        }
        if (state != State.OPEN || ticket != tickets) {
            return Optional.of(ends.getOrDefault(ticket, Refusal.UNKNOWN));
        }
        if (now - deadline >= 0) {
            end(Refusal.EXPIRED);
            return Optional.of(Refusal.EXPIRED);
        }
        return Optional.empty();
    }

    private void end(Refusal why) {
        state = State.NONE;
        ends.put(tickets, why);
        ends.remove(tickets - REMEMBERED);
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. The link keeps the time of an answer it has. */
    public long nextDeadline() {
        return state == State.OPEN ? deadline : Long.MAX_VALUE;
    }

    /** Time has passed. */
    public void tick(long now, Consumer<Event> out) {
        if (state == State.OPEN && now - deadline >= 0) {
            end(Refusal.EXPIRED);
            out.accept(new Event.Expired(tickets));
        }
    }
}
