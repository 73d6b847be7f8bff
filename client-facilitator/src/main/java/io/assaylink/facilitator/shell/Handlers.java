// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.HubRequest;
import io.assaylink.facilitator.RequestHandler;
import io.assaylink.facilitator.RequestRefusedException;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of the hub's requests, on their own bounded threads: one that throws, blocks or never ends hurts its own
 * request and, while it holds a thread, that thread.
 */
public final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);
    private static final int THREADS = 8;

    private final Map<String, RequestHandler> byType = new ConcurrentHashMap<>();
    private final Map<Long, Future<?>> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;

    /** Threads named after {@code name}; at most {@code bound} requests wait for one. */
    public Handlers(String name, int bound) {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(bound), task -> {
                    Thread thread = new Thread(task, "assaylink-handler-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    public void on(String type, RequestHandler handler) {
        if (byType.putIfAbsent(type, handler) != null) {
            throw new IllegalStateException("there is a handler for " + type);
        }
    }

    /** Has the request answered; {@code done} is called once, on any thread. */
    void serve(long ticket, HubRequest request, BiConsumer<Long, Answer> done) {
        RequestHandler handler = byType.get(request.type());
        if (handler == null) {
            done.accept(ticket, failed("type.unknown", "no handler for this type", false));
            return;
        }
        try {
            Future<?> task = pool.submit(() -> {
                Answer answer = handle(handler, request);
                running.remove(ticket);
                done.accept(ticket, answer);
            });
            running.put(ticket, task);
            if (task.isDone()) {
                running.remove(ticket);
            }
        } catch (RejectedExecutionException full) {
            done.accept(ticket, failed("instrument.busy", "every handler is at work", true));
        }
    }

    void abandon(long ticket) {
        Future<?> task = running.remove(ticket);
        if (task != null) {
            task.cancel(true);
        }
    }

    void close() {
        pool.shutdownNow();
    }

    private static Answer handle(RequestHandler handler, HubRequest request) {
        try {
            return new Answer.Data(handler.handle(request));
        } catch (RequestRefusedException refused) {
            return new Answer.Failed(refused.problem());
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
            return failed("expired", "the handler took too long", true);
        } catch (Exception | LinkageError | StackOverflowError failure) {
            // its message may hold anything: the type must do
            LOG.warn(
                    "handler for {} failed: {}",
                    request.type(),
                    failure.getClass().getName());
            return failed("handler.failed", "the handler failed", false);
        }
    }

    private static Answer failed(String code, String title, boolean retryable) {
        return new Answer.Failed(Problem.of(code, title, retryable));
    }
}
