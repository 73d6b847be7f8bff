// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.Hold;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends HL7 messages in MLLP blocks, one after the answer to the one before. */
public final class Hl7Analyzer implements Analyzer {
    private final Exchange exchange;
    private final Map<Long, CompletableFuture<Sent>> waiting = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // set by opened(), the first call
    private Driver<ByteBuffer> driver;

    private boolean closed;

    /** An instrument with these options. */
    public Hl7Analyzer(ExchangeOptions options) {
        exchange = new Exchange(
                options,
                new RepeatMemory(16),
                ControlIds.startedAt(Instant.now()),
                InstantSource.system(),
                ZoneId.systemDefault());
    }

    @Override
    public CompletionStage<Sent> send(byte[] message) {
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        driver.execute(() -> {
            if (closed) {
                sent.complete(new Sent(false, "the connection is closed"));
                return;
            }
            long now = System.nanoTime();
            Map<Long, Sent> early = new HashMap<>();
            long id = exchange.send(Hl7Message.of(message), now, event -> {
                if (event instanceof ExchangeEvent.Sent handed) {
                    early.put(handed.id(), new Sent(true, "no answer asked for"));
                }
            });
            exchange.drainTo(driver::send);
            Sent already = early.get(id);
            if (already != null) {
                sent.complete(already);
            } else {
                waiting.put(id, sent);
            }
        });
        return sent;
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
    }

    @Override
    public void received(ByteBuffer in, long now) {
        exchange.decode(in, now, event -> take(event, now));
        exchange.drainTo(driver::send);
    }

    @Override
    public long nextDeadline(long now) {
        return exchange.nextDeadline(now);
    }

    @Override
    public void tick(long now) {
        exchange.tick(now, event -> take(event, now));
        exchange.drainTo(driver::send);
    }

    @Override
    public void closed(CloseReason reason, long now) {
        closed = true;
        exchange.closed(now, event -> take(event, now));
        waiting.values().forEach(sent -> sent.complete(new Sent(false, "closed: " + reason)));
        waiting.clear();
    }

    private void take(ExchangeEvent event, long now) {
        if (event instanceof ExchangeEvent.Answered answered) {
            boolean positive = answered.code().filter(code -> code.isPositive()).isPresent();
            complete(
                    answered.id(),
                    new Sent(positive, answered.code().map(Enum::name).orElse("unknown MSA-1")));
        } else if (event instanceof ExchangeEvent.Sent handed) {
            complete(handed.id(), new Sent(true, "no answer asked for"));
        } else if (event instanceof ExchangeEvent.SendFailed failed) {
            complete(failed.id(), new Sent(false, failed.cause().name()));
        } else if (event instanceof ExchangeEvent.Delivered delivered) {
            // an instrument of ours has no use for orders; the host is told so
            exchange.refuse(delivered.hold(), Hold.Reason.PERMANENT, now, ignored -> {});
        }
    }

    private void complete(long id, Sent outcome) {
        CompletableFuture<Sent> sent = waiting.remove(id);
        if (sent != null) {
            sent.complete(outcome);
        }
    }
}
