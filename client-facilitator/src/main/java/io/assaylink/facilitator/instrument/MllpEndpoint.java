// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.document.Documents;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeCode;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.Hold;
import io.assaylink.hl7.mllp.MllpEvent;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One connection of an HL7 instrument. AA or CA is the exchange's hold, which is accepted when the outbox says durable and
 * not before.
 */
final class MllpEndpoint implements ProtocolEndpoint {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final InstrumentEndpoint endpoint;
    private final Driver<ByteBuffer> driver;
    private final Exchange exchange;
    private final Keeper keeper;
    private final Unrepeated unrepeated;
    private boolean over;
    private boolean finishing;

    MllpEndpoint(InstrumentEndpoint endpoint, Driver<ByteBuffer> driver, Runnable onSettled) {
        InstrumentOptions options = endpoint.options();
        this.endpoint = endpoint;
        this.driver = driver;
        this.exchange = new Exchange(
                options.hl7(), endpoint.repeats(), endpoint.controlIds(), endpoint.clock(), options.zone());
        this.keeper = new Keeper(endpoint, InstrumentProtocol.HL7, driver, onSettled);
        this.unrepeated = new Unrepeated(endpoint, driver, keeper);
    }

    @Override
    public void opened(Driver<ByteBuffer> same, long now) {}

    @Override
    public void received(ByteBuffer bytes, long now) {
        exchange.decode(bytes, now, this::on);
        write();
    }

    @Override
    public void closed(CloseReason reason, long now) {
        over = true;
        exchange.closed(now, this::on);
        unrepeated.closed();
    }

    @Override
    public void finish() {
        finishing = true;
        driver.reading(false);
    }

    @Override
    public boolean owesAnswer() {
        return keeper.isStoring() || !unrepeated.isEmpty();
    }

    @Override
    public long held() {
        return exchange.heldBytes();
    }

    @Override
    public long nextDeadline(long now) {
        return over ? Long.MAX_VALUE : Math.min(unrepeated.nextDeadline(), exchange.nextDeadline(now));
    }

    @Override
    public void tick(long now) {
        unrepeated.tick(now);
        exchange.tick(now, this::on);
        write();
    }

    private void on(ExchangeEvent event) {
        if (event instanceof ExchangeEvent.Delivered delivered) {
            delivered(delivered);
        } else if (event instanceof ExchangeEvent.Rejected rejected) {
            keeper.event(rejected.code().name(), rejected.offset());
            keeper.quarantine(rejected.code().name(), rejected.message().toBytes());
        } else if (event instanceof ExchangeEvent.Framing framing) {
            framed(framing.event());
        } else if (event instanceof ExchangeEvent.Repeated) {
            keeper.event("MESSAGE_REPEATED", -1);
        } else if (event instanceof ExchangeEvent.Unmatched unmatched) {
            keeper.event(unmatched.code().name(), unmatched.offset());
        } else if (event instanceof ExchangeEvent.Noted noted) {
            keeper.event(noted.code().name(), noted.offset());
        } else if (event instanceof ExchangeEvent.HoldExpired) {
            keeper.event(ExchangeCode.HOLD_EXPIRED.name(), -1);
        } else if (event instanceof ExchangeEvent.CloseWanted && !over) {
            write();
            driver.close(new CloseReason.ProtocolViolation("MLLP", -1), CLOSE_WITHIN);
        }
    }

    private void delivered(ExchangeEvent.Delivered delivered) {
        byte[] bytes = delivered.message().toBytes();
        boolean again = delivered.possibleDuplicate()
                || (!endpoint.recent().isEmpty()
                        && endpoint.recent().seen(RecentMessages.digest(bytes)) != RecentMessages.Seen.NEVER);
        if (again) {
            keeper.event("POSSIBLE_DUPLICATE", -1);
        }
        Function<Instant, List<Document>> conversion = receivedAt ->
                Documents.of(delivered.message(), endpoint.options().info(), receivedAt);
        AckPolicy wanted = endpoint.options().hl7().acknowledgments().policyOf(delivered.message());
        if (wanted.onSuccess().isEmpty() && wanted.onError(true).isEmpty()) {
            Optional<OutboxException.Code> lost = Optional.of(OutboxException.Code.STORE_FAILED);
            unrepeated.add(new Unrepeated.Message(
                    bytes,
                    again,
                    -1,
                    conversion,
                    stored -> settle(delivered.hold(), stored ? Optional.empty() : lost)));
        } else {
            keeper.keep(bytes, again, conversion, outcome -> settle(delivered.hold(), outcome));
        }
    }

    private void framed(MllpEvent event) {
        if (event instanceof MllpEvent.Quarantined lost) {
            keeper.event(lost.code().name(), lost.offset());
            keeper.quarantine(lost.code().name(), lost.content());
        } else if (event instanceof MllpEvent.Deviation deviation) {
            String prefix = deviation.fatal() ? "" : "TOLERATED_";
            keeper.event(prefix + deviation.code(), deviation.offset());
        } else if (event instanceof MllpEvent.Skipped skipped) {
            keeper.event("SKIPPED", skipped.offset());
        }
    }

    private void settle(Hold hold, Optional<OutboxException.Code> failure) {
        long now = endpoint.ticker().nanos();
        if (failure.isEmpty()) {
            exchange.accept(hold, now, this::on);
        } else {
            boolean never = failure.get() == OutboxException.Code.TOO_LARGE;
            exchange.refuse(hold, never ? Hold.Reason.PERMANENT : Hold.Reason.TRANSIENT, now, this::on);
        }
        write();
    }

    private void write() {
        if (over || !driver.connection().isConnected()) {
            return; // what is not written is answered again when the message is repeated
        }
        exchange.drainTo(driver::send);
        driver.reading(exchange.wantsBytes() && unrepeated.isEmpty() && !finishing);
    }
}
