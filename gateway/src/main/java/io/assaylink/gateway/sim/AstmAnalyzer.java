// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.astm.link.AstmLink;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.link.Position;
import io.assaylink.transport.CloseReason;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends records as an instrument does: ENQ, frames of at most 240 characters, EOT. */
public final class AstmAnalyzer implements Analyzer {
    private final AstmLink link;
    private final Map<Long, CompletableFuture<Sent>> waiting = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // set by opened(), the first call
    private Driver<ByteBuffer> driver;

    private boolean closed;

    /** An instrument with these timers. */
    public AstmAnalyzer(LinkTimers timers) {
        link = new AstmLink(Position.INSTRUMENT, LinkProfile.lenient(), timers);
    }

    @Override
    public CompletionStage<Sent> send(byte[] records) {
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        driver.execute(() -> {
            if (closed) {
                sent.complete(new Sent(false, "the connection is closed"));
                return;
            }
            // registered by id: the event of a message that cannot be sent at all comes before its id is known
            long now = System.nanoTime();
            LinkEvent.SendFailed[] early = new LinkEvent.SendFailed[1];
            long id = link.send(records, now, event -> {
                if (event instanceof LinkEvent.SendFailed failed) {
                    early[0] = failed;
                }
            });
            if (early[0] != null && early[0].id() == id) {
                sent.complete(new Sent(false, early[0].cause().name()));
            } else {
                waiting.put(id, sent);
            }
            link.drainTo(driver::send);
        });
        return sent;
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
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
        closed = true;
        link.closed(now, event -> take(event, now));
        waiting.values().forEach(sent -> sent.complete(new Sent(false, "closed: " + reason)));
        waiting.clear();
    }

    private void take(LinkEvent event, long now) {
        if (event instanceof LinkEvent.MessageSent done) {
            complete(done.id(), new Sent(true, "ACK"));
        } else if (event instanceof LinkEvent.SendFailed failed) {
            complete(failed.id(), new Sent(false, failed.cause().name()));
        } else if (event instanceof LinkEvent.Delivered delivered) {
            // an instrument of ours has no use for orders; the host is told so
            link.refuse(delivered.hold(), io.assaylink.astm.link.RefuseReason.NOT_ACCEPTABLE, now, ignored -> {});
        }
    }

    private void complete(long id, Sent outcome) {
        CompletableFuture<Sent> sent = waiting.remove(id);
        if (sent != null) {
            sent.complete(outcome);
        }
    }
}
