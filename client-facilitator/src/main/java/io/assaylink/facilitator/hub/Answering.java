// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.handler.RequestHandler;
import io.assaylink.facilitator.handler.RequestRefusedException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers clients' requests: exactly one reply or error each, on threads of its own, with a bounded queue. */
final class Answering implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    private static final int THREADS = 2;
    private static final int WAITING = 1024;

    private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "assaylink-hub-answers");
                thread.setDaemon(true);
                return thread;
            });

    void on(String type, RequestHandler handler) {
        handlers.put(type, handler);
    }

    void asked(HubSession<?> session, Envelope.Message request, String id) {
        try {
            threads.execute(() -> answer(session, request, id));
        } catch (RejectedExecutionException full) {
            session.error(request, id, Problem.of("instrument.busy", "no room for another request", true));
        }
    }

    private void answer(HubSession<?> session, Envelope.Message request, String id) {
        RequestHandler handler = handlers.get(request.type());
        if (handler == null) {
            session.error(request, id, Problem.of("type.unknown", "no handler for this type", false));
            return;
        }
        if (request.expiry().isPresent() && !request.expiry().get().isAfter(Instant.now())) {
            session.error(request, id, Problem.of("expired", "came after its time", false));
            return;
        }
        try {
            session.reply(
                    request,
                    id,
                    handler.handle(new HubRequest(
                            request.id(), request.type(), request.subject(), request.expiry(), request.data())));
        } catch (RequestRefusedException refused) {
            session.error(request, id, refused.problem());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            LOG.warn(
                    "handler for {} failed: {}",
                    request.type(),
                    failure.getClass().getName());
            session.error(request, id, Problem.of("handler.failed", "the handler failed", false));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
