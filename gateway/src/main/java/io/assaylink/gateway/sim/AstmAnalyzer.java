// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.astm.link.RefuseReason;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends records as an instrument does: ENQ, frames of at most 240 characters, EOT. */
public final class AstmAnalyzer implements Analyzer {
    private final AstmLink link;
    private final Sending sending = new Sending();

    @SuppressWarnings("NullAway.Init") // set by opened(), the first call
    private Driver<ByteBuffer> driver;

    /** An instrument with these timers. */
    public AstmAnalyzer(LinkTimers timers) {
        link = new AstmLink(Position.INSTRUMENT, LinkProfile.lenient(), timers);
    }

    @Override
    public CompletionStage<Sent> send(byte[] records) {
        return sending.onLoop((wire, sent, now) -> {
            // a message that no frame can carry fails before its id is known
            List<LinkEvent> early = new ArrayList<>();
            long id = link.send(records, now, early::add);
            sending.await(id, sent);
            early.forEach(event -> take(event, now));
            link.drainTo(wire::send);
        });
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
        sending.opened(opened);
    }

    @Override
    public void received(ByteBuffer in, long now) {
        link.decode(in, now, event -> take(event, now));
        link.drainTo(driver::send);
    }

    @Override
    public long nextDeadline(long now) {
        return link.nextDeadline(now);
    }

    @Override
    public void tick(long now) {
        link.tick(now, event -> take(event, now));
        link.drainTo(driver::send);
    }

    @Override
    public void closed(CloseReason reason, long now) {
        link.closed(now, event -> take(event, now));
        sending.closed(reason);
    }

    private void take(LinkEvent event, long now) {
        if (event instanceof LinkEvent.MessageSent done) {
            sending.complete(done.id(), new Sent(true, "ACK"));
        } else if (event instanceof LinkEvent.SendFailed failed) {
            sending.complete(failed.id(), new Sent(false, failed.cause().name()));
        } else if (event instanceof LinkEvent.Delivered delivered) {
            // an instrument of ours has no use for orders; the host is told so
            link.refuse(delivered.hold(), RefuseReason.NOT_ACCEPTABLE, now, ignored -> {});
        }
    }
}
