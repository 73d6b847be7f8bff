// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import io.assaylink.astm.record.AstmMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The open query of one link. E1394 allows one at a time: a new one takes the place of the last, Q-13 = A takes it back, and
 * after the limit the instrument no longer waits. Times are nanoseconds of one monotonic clock. Not thread-safe; it never
 * waits.
 */
public final class QueryDesk {

    /** What became of a query. The ticket is that of the query it is about. */
    public sealed interface Event {

        /** From {@link Asked}. */
        long ticket();

        /** Answer this query, and send the answer if {@link QueryDesk#answered} says so. */
        record Asked(long ticket, HostQuery query) implements Event {}

        /** The instrument took the query back. */
        record Cancelled(long ticket) implements Event {}

        /** The instrument asked anew before it had an answer. */
        record Replaced(long ticket) implements Event {}

        /** Nobody answered in time. */
        record Expired(long ticket) implements Event {}
    }

    private final QueryDialect dialect;
    private final long limit;
    private long tickets;
    private boolean open;
    private long deadline;

    /**
     * A desk without an open query.
     *
     * @param limit how long the instrument waits, a few seconds to a few tens of seconds
     */
    public QueryDesk(QueryDialect dialect, Duration limit) {
        this.dialect = dialect;
        this.limit = limit.toNanos();
    }

    /**
     * Takes a message that came.
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
        if (open) {
            open = false;
            out.accept(cancels ? new Event.Cancelled(tickets) : new Event.Replaced(tickets));
        }
        if (!cancels) {
            open = true;
            deadline = now + limit;
            out.accept(new Event.Asked(++tickets, asked.get()));
        }
        return true;
    }

    /** Closes the query of this ticket. False when it is open no more: an answer now would belong to no query. */
    public boolean answered(long ticket, long now) {
        boolean inTime = open && ticket == tickets && now - deadline < 0;
        if (open && ticket == tickets) {
            open = false;
        }
        return inTime;
    }

    /** When {@link #tick} is wanted; {@link Long#MAX_VALUE}: not. */
    public long nextDeadline() {
        return open ? deadline : Long.MAX_VALUE;
    }

    /** Time has passed. */
    public void tick(long now, Consumer<Event> out) {
        if (open && now - deadline >= 0) {
            open = false;
            out.accept(new Event.Expired(tickets));
        }
    }
}
