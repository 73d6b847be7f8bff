// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.Hold;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkState;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.link.RefuseReason;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.document.Documents;
import io.assaylink.facilitator.document.InstrumentInfo;
import io.assaylink.facilitator.instrument.RecentMessages.Seen;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One connection of an ASTM instrument. The ACK of the frame that completes a message is the link's hold, which is accepted
 * when the outbox says durable and not before.
 */
final class AstmEndpoint implements ProtocolEndpoint {
    private static final long NEVER = Long.MAX_VALUE;
    /** For what is written to go out. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final InstrumentEndpoint endpoint;
    /** With the profile that the messages are read with. */
    private final InstrumentInfo info;

    private final Driver<ByteBuffer> driver;
    private final AstmLink link;
    private final Keeper keeper;
    private final Unrepeated unrepeated;
    private final FaultRows rows;
    /** While the outbox takes nothing, ENQ is refused; unset where it does. */
    private long busyUntil = NEVER;

    private boolean over;
    private boolean finishing;

    AstmEndpoint(InstrumentEndpoint endpoint, Driver<ByteBuffer> driver, Runnable onSettled) {
        InstrumentOptions options = endpoint.options();
        this.endpoint = endpoint;
        this.driver = driver;
        this.link = new AstmLink(
                Position.COMPUTER, options.astm().link(), options.astm().timers());
        this.info = options.info().profile().isEmpty()
                ? options.info().withProfile(options.astm().name())
                : options.info();
        this.keeper = new Keeper(endpoint, InstrumentProtocol.ASTM, driver, onSettled);
        this.unrepeated = new Unrepeated(endpoint, driver, keeper);
        this.rows = new FaultRows(options.rows());
    }

    @Override
    public void opened(Driver<ByteBuffer> same, long now) {}

    @Override
    public void received(ByteBuffer bytes, long now) {
        if (over) {
            return;
        }
        link.decode(bytes, now, this::on);
        write();
        endFullRow();
    }

    @Override
    public void closed(CloseReason reason, long now) {
        over = true;
        link.closed(now, this::on);
        unrepeated.closed();
    }

    @Override
    public void finish() {
        finishing = true;
        driver.reading(false);
    }

    @Override
    public boolean owesAnswer() {
        return keeper.isStoring() || !unrepeated.isEmpty() || link.state() == LinkState.HOLDING;
    }

    @Override
    public long held() {
        return link.heldBytes();
    }

    @Override
    public long nextDeadline(long now) {
        return Math.min(Math.min(busyUntil, unrepeated.nextDeadline()), link.nextDeadline(now));
    }

    @Override
    public void tick(long now) {
        if (busyUntil != NEVER && now - busyUntil >= 0) {
            busyUntil = NEVER;
            link.setBusy(false);
        }
        unrepeated.tick(now);
        link.tick(now, this::on);
        write();
        endFullRow();
    }

    /** A13, A35: again and again. The peer has its NAK; closed, it begins anew. */
    private void endFullRow() {
        if (!over && !rows.full().isEmpty()) {
            over = true;
            keeper.event(rows.full(), link.offset());
            driver.close(new CloseReason.ProtocolViolation(rows.full(), link.offset()), CLOSE_WITHIN);
        }
    }

    private void on(LinkEvent event) {
        rows.on(event);
        if (event instanceof LinkEvent.Delivered delivered) {
            delivered(delivered);
        } else if (event instanceof LinkEvent.Incomplete incomplete) {
            keeper.event("INCOMPLETE_" + incomplete.cause(), incomplete.offset());
            keeper.quarantine(incomplete.cause().name(), incomplete.bytes());
        } else if (event instanceof LinkEvent.FrameRefused refused) {
            keeper.event(refused.code().name(), refused.offset());
        } else if (event instanceof LinkEvent.Tolerated tolerated) {
            keeper.event("TOLERATED_" + tolerated.used(), tolerated.offset());
        } else if (event instanceof LinkEvent.FrameDropped dropped) {
            keeper.event("FRAME_DROPPED", dropped.offset());
        } else if (event instanceof LinkEvent.Noise noise) {
            keeper.event("NOISE", noise.offset());
        } else if (event instanceof LinkEvent.Repeat repeat) {
            keeper.event("FRAME_REPEATED", repeat.offset());
        } else if (event instanceof LinkEvent.ReceiverTimeout timeout) {
            keeper.event("RECEIVER_TIMEOUT", timeout.offset());
        } else if (!(event instanceof LinkEvent.SessionStarted || event instanceof LinkEvent.SessionEnded)) {
            keeper.event(name(event), -1);
        }
    }

    private void delivered(LinkEvent.Delivered delivered) {
        byte[] bytes = delivered.message().toBytes();
        ByteBuffer digest = RecentMessages.digest(bytes);
        if (link.state() != LinkState.HOLDING) { // nothing is owed for it: no frame ended it
            unrepeated(delivered, bytes, digest);
            return;
        }
        Seen seen = endpoint.recent().seen(digest);
        if (seen == Seen.UNANSWERED) {
            keeper.event("MESSAGE_REPEATED", delivered.offset());
            driver.execute(() -> settle(delivered.hold(), digest, Optional.empty()));
            return;
        }
        boolean again = seen != Seen.NEVER;
        if (again) {
            keeper.event("POSSIBLE_DUPLICATE", delivered.offset());
        }
        endpoint.recent().begun(digest);
        keeper.keep(bytes, again, receivedAt -> documents(delivered.message(), receivedAt), outcome -> {
            settle(delivered.hold(), digest, outcome);
            endpoint.recent().ended(digest);
        });
    }

    private void unrepeated(LinkEvent.Delivered delivered, byte[] bytes, ByteBuffer digest) {
        unrepeated.add(new Unrepeated.Message(
                bytes, false, delivered.offset(), receivedAt -> documents(delivered.message(), receivedAt), stored -> {
                    if (stored) {
                        endpoint.recent().stored(digest, true); // nobody repeats it for want of an answer
                    }
                    driver.reading(unrepeated.isEmpty() && !finishing);
                }));
    }

    private List<Document> documents(AstmMessage message, Instant receivedAt) {
        return Documents.of(message, info, endpoint.options().astm().controls(), receivedAt);
    }

    private void settle(Hold hold, ByteBuffer digest, Optional<OutboxException.Code> failure) {
        long now = endpoint.ticker().nanos();
        if (failure.isEmpty()) {
            link.accept(hold, now, this::on);
            // nothing is written to a connection that is being closed; late on a living one, the link itself knows the
            // repeat and answers it
            endpoint.recent().stored(digest, !over && driver.connection().isConnected());
        } else {
            link.refuse(hold, reason(failure.get()), now, this::on);
            if (failure.get() != OutboxException.Code.TOO_LARGE) {
                link.setBusy(true);
                busyUntil = now + endpoint.options().busyFor().toNanos();
            }
        }
        write();
    }

    private static RefuseReason reason(OutboxException.Code code) {
        return switch (code) {
            case TOO_LARGE -> RefuseReason.NOT_ACCEPTABLE;
            case CLOSED -> RefuseReason.SHUTTING_DOWN;
            case FULL, DISK_FULL, STORE_FAILED, UNAVAILABLE -> RefuseReason.STORE_UNAVAILABLE;
        };
    }

    private void write() {
        link.drainTo(bytes -> {
            rows.written(bytes);
            driver.send(bytes);
        });
    }

    /** {@code MessageRepeated} is {@code MESSAGE_REPEATED}. */
    private static String name(LinkEvent event) {
        return event.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }
}
