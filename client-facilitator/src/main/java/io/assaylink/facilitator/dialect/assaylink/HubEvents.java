// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.HandlerTimes;
import io.assaylink.facilitator.handler.HubEvent;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.session.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The hub's events, the other direction of {@link EventWindow}: taken in the order of their numbers, given to handlers, and
 * acknowledged when everything up to a number is dealt with and that is durable. At least once: what was not acknowledged
 * comes again. No I/O; one thread at a time.
 */
final class HubEvents {
    private record Entry(long ticket, long sequence, long deadline) {}

    private final ClientOptions options;
    private final HandlerTimes times;
    private final LongSupplier tickets;
    private final Consumer<Effect> out;
    private final TreeMap<Long, Entry> working = new TreeMap<>();
    /** Above {@code done}; what is taken and not done is bounded, this with it. */
    private final TreeSet<Long> finished = new TreeSet<>();

    private Received durable = Received.NOTHING;
    /** Dealt with; runs ahead of {@code durable} until that is written. */
    private Received done = Received.NOTHING;
    /** The highest that was taken in order. */
    private long taken;

    HubEvents(ClientOptions options, HandlerTimes times, LongSupplier tickets, Consumer<Effect> out) {
        this.options = options;
        this.times = times;
        this.tickets = tickets;
        this.out = out;
    }

    /** What the outbox remembers of earlier runs. */
    void restore(Received received) {
        durable = received;
        done = received;
        taken = received.sequence();
    }

    /** For {@code hello}; empty where the hub sent no event yet. */
    OptionalLong received() {
        return durable.source().isEmpty() ? OptionalLong.empty() : OptionalLong.of(durable.sequence());
    }

    boolean isQuiet() {
        return working.isEmpty() && done.equals(durable);
    }

    void event(Envelope.Message event, boolean accepting, long epoch, long now) {
        long sequence = event.sequence().orElse(0);
        if (!event.source().equals(done.source())
                && (sequence == 1 || done.source().isEmpty())) {
            abandon(0); // another hub, or the first: its numbers are its own
            done = new Received(event.source(), sequence - 1);
            taken = sequence - 1;
            finished.clear();
        }
        if (!event.source().equals(done.source())) {
            out.accept(new Effect.Count(Counter.UNEXPECTED_FRAME));
        } else if (sequence <= durable.sequence() && durable.source().equals(done.source())) {
            out.accept(new Effect.Count(Counter.HUB_EVENT_REPEATED));
            send(epoch, EnvelopeWriter.ack(durable.sequence()));
        } else if (sequence <= taken) {
            out.accept(new Effect.Count(Counter.HUB_EVENT_REPEATED));
        } else if (sequence > taken + 1) {
            out.accept(new Effect.Count(Counter.HUB_EVENT_GAP)); // it comes again behind what is missing
        } else if (!accepting || taken - done.sequence() >= options.handlers().maxWaiting()) {
            Problem busy = new Problem("instrument.busy", "no room for another event", true, Duration.ofSeconds(1), "");
            send(epoch, EnvelopeWriter.nack(sequence, busy));
        } else {
            taken = sequence;
            long deadline = now + times.forEvent(event.type()).toNanos();
            Entry entry = new Entry(tickets.getAsLong(), sequence, deadline);
            working.put(sequence, entry);
            HubEvent given = new HubEvent(
                    event.source(), sequence, event.id(), event.type(), event.subject(), event.time(), event.data());
            out.accept(new Effect.Handle(entry.ticket(), given));
        }
    }

    /** The hub settled one of its numbers without an event. */
    void skip(long sequence) {
        if (sequence == taken + 1 && !done.source().isEmpty()) {
            taken = sequence;
            finished.add(sequence);
            advance();
        }
    }

    /** A handler is done; without effect where its event is not worked on any more. */
    void served(long ticket, Answer answer, long epoch) {
        working.values().stream()
                .filter(entry -> entry.ticket() == ticket)
                .findFirst()
                .ifPresent(entry -> end(entry, answer, epoch));
    }

    private void end(Entry entry, Answer answer, long epoch) {
        working.remove(entry.sequence());
        boolean again = false;
        if (answer instanceof Answer.Failed failed) {
            again = failed.problem().retryable();
            out.accept(new Effect.Count(Counter.HUB_EVENT_REFUSED));
            send(epoch, EnvelopeWriter.nack(entry.sequence(), failed.problem()));
        } else {
            out.accept(new Effect.Count(Counter.HUB_EVENT_HANDLED));
        }
        if (again) { // the hub begins again at this one
            abandon(entry.sequence());
            finished.tailSet(entry.sequence(), true).clear();
            taken = entry.sequence() - 1;
        } else {
            finished.add(entry.sequence());
            advance();
        }
    }

    private void advance() {
        long upto = done.sequence();
        while (finished.remove(upto + 1)) {
            upto++;
        }
        if (upto > done.sequence()) {
            done = new Received(done.source(), upto);
            out.accept(new Effect.Received(done));
        }
    }

    /** The outbox has written it, or could not: then the hub sends those events again, sooner or later. */
    void durable(Received received, boolean written, boolean up, long epoch) {
        if (written && received.source().equals(done.source())) {
            durable = received;
            if (up) {
                send(epoch, EnvelopeWriter.ack(received.sequence()));
            }
        }
    }

    void tick(long epoch, long now) {
        for (Entry entry : List.copyOf(working.values())) {
            if (entry.deadline() - now <= 0 && working.containsKey(entry.sequence())) {
                out.accept(new Effect.Abandon(entry.ticket()));
                end(entry, new Answer.Failed(Problem.of("handler.failed", "the handler took too long", true)), epoch);
            }
        }
    }

    /** At most as many entries as may wait are looked at. */
    long nextDeadline() {
        long first = Long.MAX_VALUE;
        for (Entry entry : working.values()) {
            first = Math.min(first, entry.deadline());
        }
        return first;
    }

    /** The connection is gone: what is not done comes again. */
    void lost() {
        abandon(0);
        finished.clear();
        taken = done.sequence();
    }

    private void abandon(long above) {
        for (Entry entry : new ArrayList<>(working.tailMap(above, false).values())) {
            working.remove(entry.sequence());
            out.accept(new Effect.Abandon(entry.ticket()));
        }
    }

    private void send(long epoch, byte[] frame) {
        out.accept(new Effect.Send(epoch, frame));
    }
}
