// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.Hold;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends HL7 messages in MLLP blocks, one after the answer to the one before. */
public final class Hl7Analyzer implements Analyzer {
    private static final int REMEMBERED = 16;

    private final Exchange exchange;
    private final Sending sending = new Sending();

    @SuppressWarnings("NullAway.Init") // set by opened(), the first call
    private Driver<ByteBuffer> driver;

    /** An instrument with these options. */
    public Hl7Analyzer(ExchangeOptions options) {
        exchange = new Exchange(
                options,
                new RepeatMemory(REMEMBERED),
                ControlIds.startedAt(Instant.now()),
                InstantSource.system(),
                ZoneId.systemDefault());
    }

    @Override
    public CompletionStage<Sent> send(byte[] message) {
        Hl7Message parsed = Hl7Message.of(message);
        if (AckPolicy.isAcknowledgment(parsed)) {
            return CompletableFuture.completedFuture(new Sent(false, "not sent: an acknowledgment is never answered"));
        }
        return sending.onLoop((wire, sent, now) -> {
            // a message that asks for no answer is done before its id is known
            List<ExchangeEvent> early = new ArrayList<>();
            long id = exchange.send(parsed, now, early::add);
            sending.await(id, sent);
            early.forEach(event -> take(event, now));
            exchange.drainTo(wire::send);
        });
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
        sending.opened(opened);
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
        exchange.closed(now, event -> take(event, now));
        sending.closed(reason);
    }

    private void take(ExchangeEvent event, long now) {
        if (event instanceof ExchangeEvent.Answered answered) {
            // an answer of a simulator's host is kept nowhere, so it can be acknowledged at once
            answered.hold().ifPresent(hold -> exchange.accept(hold, now, ignored -> {}));
            boolean positive = answered.code().filter(AckCode::isPositive).isPresent();
            sending.complete(
                    answered.id(),
                    new Sent(positive, answered.code().map(Enum::name).orElse("unknown MSA-1")));
        } else if (event instanceof ExchangeEvent.Sent handed) {
            sending.complete(handed.id(), new Sent(true, "no answer asked for"));
        } else if (event instanceof ExchangeEvent.SendFailed failed) {
            sending.complete(failed.id(), new Sent(false, failed.cause().name()));
        } else if (event instanceof ExchangeEvent.Delivered delivered) {
            // an instrument of ours has no use for orders; the host is told so
            exchange.refuse(delivered.hold(), Hold.Reason.PERMANENT, now, ignored -> {});
        } else if (event instanceof ExchangeEvent.CloseWanted) {
            exchange.drainTo(driver::send);
            driver.close(new CloseReason.Local(0, "the peer cannot be understood"), Duration.ofSeconds(1));
        }
    }
}
