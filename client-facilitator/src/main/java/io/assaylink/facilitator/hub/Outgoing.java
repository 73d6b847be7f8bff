// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's own events: durable before they are sent, sent in order, kept until the client says that it has them. One thread
 * of its own, which alone touches the feeds.
 */
final class Outgoing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);
    /** Unacknowledged events for one client at most. */
    private static final int WINDOW = 256;
    /** Refusals of one event, each retryable, until it is skipped. */
    private static final int MAX_REFUSALS = 10;

    private static final long LEAST_WAIT_MS = 100;

    /** A connected client and how far it is. */
    private static final class Feed {
        private final HubSession<?> session;
        /** Settled above what is acknowledged: refused for good. */
        private final TreeSet<Long> settled = new TreeSet<>();

        private long acknowledged;
        private long sent;
        private boolean paused;
        private long refused;
        private int refusals;

        Feed(HubSession<?> session, long acknowledged) {
            this.session = session;
            this.acknowledged = acknowledged;
            this.sent = acknowledged;
        }
    }

    private interface Step {
        void run() throws HubStoreException;
    }

    private final HubStore store;
    private final Map<String, Feed> feeds = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "assaylink-hub-outgoing");
        made.setDaemon(true);
        return made;
    });

    Outgoing(HubStore store) {
        this.store = store;
    }

    /** {@code source} of the hub's events for this client. */
    static String source(String client) {
        return DevelopmentHub.SOURCE + "/clients/" + client;
    }

    /** Completes with the event's sequence once it is durable. */
    CompletionStage<Long> offer(String client, HubEvent event) {
        CompletableFuture<Long> durable = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                durable.complete(store.offer(client, event).sequence());
                pump(client);
            } catch (HubStoreException failure) {
                durable.completeExceptionally(failure);
            }
        });
        return durable;
    }

    /** The client was welcomed; {@code received} is what its hello said. */
    void opened(HubSession<?> session, OptionalLong received) {
        step(session, () -> {
            String client = session.clientId();
            HubStore.Progress progress = store.progress(client);
            if (received.orElse(0) > progress.last()) {
                session.end(4400, "received beyond what was sent");
                return;
            }
            store.acknowledge(client, received.orElse(0));
            feeds.put(client, new Feed(session, Math.max(progress.acknowledged(), received.orElse(0))));
            pump(client);
        });
    }

    void acknowledged(HubSession<?> session, long upto) {
        step(session, () -> {
            Feed feed = feeds.get(session.clientId());
            if (feed == null || feed.session != session) {
                return;
            }
            if (upto > feed.sent) {
                session.end(4400, "ack beyond what was sent");
            } else {
                settle(session.clientId(), feed, upto);
            }
        });
    }

    void refused(HubSession<?> session, long sequence, Problem problem) {
        step(session, () -> {
            Feed feed = feeds.get(session.clientId());
            if (feed == null || feed.session != session || sequence <= feed.acknowledged) {
                return;
            }
            if (sequence > feed.sent) {
                session.end(4400, "nack beyond what was sent");
                return;
            }
            feed.refusals = feed.refused == sequence ? feed.refusals + 1 : 1;
            feed.refused = sequence;
            if (problem.retryable() && feed.refusals < MAX_REFUSALS) {
                feed.sent = sequence - 1;
                feed.paused = true;
                long wait = Math.max(LEAST_WAIT_MS, problem.retryAfter().toMillis());
                var unused = thread.schedule(() -> resume(feed), wait, TimeUnit.MILLISECONDS);
                return;
            }
            feed.settled.add(sequence);
            if (problem.retryable()) {
                session.send(EnvelopeWriter.skip(sequence, "refused too often"));
            }
            settle(session.clientId(), feed, feed.acknowledged);
        });
    }

    void closed(HubSession<?> session) {
        step(session, () -> {
            Feed feed = feeds.get(session.clientId());
            if (feed != null && feed.session == session) {
                feeds.remove(session.clientId());
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the writer of outgoing events did not end in time");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void resume(Feed feed) {
        feed.paused = false;
        step(feed.session, () -> pump(feed.session.clientId()));
    }

    private void settle(String client, Feed feed, long upto) throws HubStoreException {
        long settled = Math.max(feed.acknowledged, upto);
        while (feed.settled.remove(settled + 1)) {
            settled++;
        }
        feed.settled.headSet(settled, true).clear();
        if (settled > feed.acknowledged) {
            store.acknowledge(client, settled);
            feed.acknowledged = settled;
            feed.sent = Math.max(feed.sent, settled);
        }
        pump(client);
    }

    private void pump(String client) throws HubStoreException {
        Feed feed = feeds.get(client);
        if (feed == null || feed.paused) {
            return;
        }
        int room = (int) (WINDOW - (feed.sent - feed.acknowledged));
        List<HubEvent> next = room > 0 ? store.offered(client, feed.sent, room) : List.of();
        for (HubEvent event : next) {
            feed.session.send(EnvelopeWriter.event(
                    event.type(),
                    source(client),
                    event.id(),
                    event.sequence(),
                    event.time(),
                    event.subject(),
                    event.data()));
            feed.sent = event.sequence();
        }
    }

    private void step(HubSession<?> session, Step step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (HubStoreException failure) {
                    LOG.error("the store of outgoing events failed", failure);
                    session.end(1011, "store failed");
                }
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("an event of {} came while the hub closed", session.clientId());
        }
    }
}
