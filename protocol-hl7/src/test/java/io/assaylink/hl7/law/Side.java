// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.Hold;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One end of a line in virtual time: an exchange, what it was told and what is on its way to the other end. */
final class Side {

    static final OffsetDateTime TIME = OffsetDateTime.parse("2026-01-02T03:04:05+01:00");
    private static final Instant START = TIME.toInstant();

    final LawMessages law;
    final List<ExchangeEvent> events = new ArrayList<>();
    private final Exchange exchange;
    private final Deque<ByteBuffer> onTheWay = new ArrayDeque<>();
    private long now;

    private Side(String prefix, LawMessages.Parties parties) {
        int[] count = {0};
        ControlIds ids = () -> prefix + "-" + ++count[0];
        this.law = new LawMessages(parties, ids);
        this.exchange =
                new Exchange(ExchangeOptions.defaults(), new RepeatMemory(100), ids, () -> START, ZoneOffset.UTC);
    }

    static Side analyzer() {
        return new Side(
                "A",
                new LawMessages.Parties(
                        List.of("ANALYZER", "00-11-22", "EUI-64"), List.of("LAB"), List.of("MANAGER"), List.of("LAB")));
    }

    static Side manager() {
        return new Side("M", LawMessages.Parties.of("MANAGER", "LAB", "ANALYZER", "LAB"));
    }

    void sends(Hl7Message message) {
        exchange.send(message, now, events::add);
        write();
    }

    void answers(Hold hold, Hl7Message response) {
        exchange.answer(hold, response, now, events::add);
        write();
    }

    /** Bytes the line holds until the other end reads; {@code size} of them a read. */
    boolean reads(Side other, int size) {
        boolean any = !other.onTheWay.isEmpty();
        while (!other.onTheWay.isEmpty()) {
            ByteBuffer block = other.onTheWay.remove();
            while (block.hasRemaining()) {
                int length = Math.min(size, block.remaining());
                exchange.decode(block.slice(block.position(), length), now, events::add);
                block.position(block.position() + length);
            }
        }
        write();
        return any;
    }

    /** What is on the way never arrives. */
    void loses() {
        onTheWay.clear();
    }

    void passes(long nanos) {
        now += nanos;
        exchange.tick(now, events::add);
        write();
    }

    List<Delivered> delivered() {
        return all(Delivered.class);
    }

    /** What came, by MSH-9.1. */
    Delivered delivered(String code) {
        return delivered().stream()
                .filter(each -> each.message().type().code().equals(code))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    List<Answered> answered() {
        return all(Answered.class);
    }

    private <E extends ExchangeEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void write() {
        exchange.drainTo(onTheWay::add);
    }
}
