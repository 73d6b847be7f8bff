// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** An exchange under test with its events and what it wrote. */
final class Peer {

    static final long SECOND = 1_000_000_000L;
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Exchange exchange;
    final List<ExchangeEvent> events = new ArrayList<>();
    long now = 0;
    long bytes = 0; // received

    Peer(ExchangeOptions options, RepeatMemory memory) {
        this.exchange = new Exchange(options, memory, ControlIds.startedAt(START), () -> START, ZoneOffset.UTC);
    }

    static Peer withDefaults() {
        return new Peer(ExchangeOptions.defaults(), new RepeatMemory(100));
    }

    static Hl7Message message(String type, String id, String rest) {
        return Hl7Message.of(("MSH|^~\\&|ANALYZER|LAB|LIS|HUB|2024||" + type + "|" + id + "|P|2.5.1|||" + rest + "\r")
                .getBytes(ISO_8859_1));
    }

    static Hl7Message result(String id) {
        return message("ORU^R01", id, "");
    }

    static Hl7Message ack(String code, String id) {
        return Hl7Message.of(
                ("MSH|^~\\&|LIS|HUB|ANALYZER|LAB|2024||ACK^R01^ACK|X" + id + "|P|2.5.1\rMSA|" + code + "|" + id + "\r")
                        .getBytes(ISO_8859_1));
    }

    void receives(Hl7Message message) {
        receives(MllpEncoder.encode(message.asByteBuffer()));
    }

    void receives(ByteBuffer in) {
        bytes += in.remaining();
        exchange.decode(in, now, events::add);
    }

    void passes(long nanos) {
        now += nanos;
        exchange.tick(now, events::add);
    }

    long sends(Hl7Message message) {
        return exchange.send(message, now, events::add);
    }

    void accepts(Hold hold) {
        exchange.accept(hold, now, events::add);
    }

    void refuses(Hold hold, Hold.Reason reason) {
        exchange.refuse(hold, reason, now, events::add);
    }

    void closes() {
        exchange.closed(now, events::add);
    }

    /** What was written since the last call. */
    List<Hl7Message> messages() {
        List<Hl7Message> messages = new ArrayList<>();
        exchange.drainTo(block -> messages.add(AnswerBlocks.content(block)));
        return messages;
    }

    /** MSA-1 and MSA-2 of each answer written since the last call, or MSH-10 of a message that is no answer. */
    List<String> written() {
        List<String> written = new ArrayList<>();
        exchange.drainTo(block -> {
            byte[] content = new byte[block.remaining() - 3];
            block.get(1, content);
            Hl7Message message = Hl7Message.of(content);
            written.add(
                    message.segment("MSA").isPresent()
                            ? message.get("MSA-1").text() + " "
                                    + message.get("MSA-2").text()
                            : message.controlId().text());
        });
        return written;
    }

    <E extends ExchangeEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Hold hold(int index) {
        return all(ExchangeEvent.Delivered.class).get(index).hold();
    }
}
