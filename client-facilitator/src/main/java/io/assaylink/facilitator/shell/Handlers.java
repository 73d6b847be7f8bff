// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.exchange.HandlerTimes;
import io.assaylink.facilitator.exchange.WaitGuard;
import io.assaylink.facilitator.handler.EventHandler;
import io.assaylink.facilitator.handler.HandlerOptions;
import io.assaylink.facilitator.handler.HubEvent;
import io.assaylink.facilitator.handler.HubRequest;
import io.assaylink.facilitator.handler.Registered;
import io.assaylink.facilitator.handler.RequestHandler;
import io.assaylink.facilitator.handler.RequestRefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the handler of a message and has it run in its lane. One that throws, blocks or never ends hurts its own message;
 * nothing that it throws leaves this class.
 */
public final class Handlers implements HandlerTimes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private record Request(Function<HubRequest, Optional<String>> key, RequestHandler handler, Limit limit) {}

    private record Event(Function<HubEvent, Optional<String>> key, EventHandler handler, Limit limit) {}

    /** How long one handler may take. */
    private static final class Limit implements Registered {
        private volatile Duration timeout;

        Limit(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public void within(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("the time of a handler begins above 0");
            }
            timeout = value;
        }
    }

    private interface Work {
        Answer run() throws Exception;
    }

    private final Map<String, Request> requests = new ConcurrentHashMap<>();
    private final Map<String, Event> events = new ConcurrentHashMap<>();
    private final Duration timeout;
    private final Lanes lanes;
    private final WaitGuard guard = new WaitGuard();

    /** Own threads are named after {@code name}. */
    public Handlers(String name, HandlerOptions options) {
        this.timeout = options.timeout();
        this.lanes = new Lanes(options, name);
    }

    /** The client's: it knows handlers as such. */
    public WaitGuard guard() {
        return guard;
    }

    /** In no order. */
    public Registered on(String type, RequestHandler handler) {
        return on(type, request -> Optional.empty(), handler);
    }

    /** Requests of one key are worked on one after the other. */
    public Registered on(String type, Function<HubRequest, Optional<String>> key, RequestHandler handler) {
        Limit limit = new Limit(timeout);
        once(requests.putIfAbsent(type, new Request(key, handler, limit)) == null, type);
        return limit;
    }

    /** The same for events. */
    public Registered onEvent(String type, Function<HubEvent, Optional<String>> key, EventHandler handler) {
        Limit limit = new Limit(timeout);
        once(events.putIfAbsent(type, new Event(key, handler, limit)) == null, type);
        return limit;
    }

    @Override
    public Duration forRequest(String type) {
        Request registered = requests.get(type);
        return registered == null ? timeout : registered.limit().timeout;
    }

    @Override
    public Duration forEvent(String type) {
        Event registered = events.get(type);
        return registered == null ? timeout : registered.limit().timeout;
    }

    private static void once(boolean first, String type) {
        if (!first) {
            throw new IllegalStateException("there is a handler for " + type);
        }
    }

    /** Has the request answered; {@code done} is called once, on any thread. */
    void serve(long ticket, HubRequest request, BiConsumer<Long, Answer> done) {
        Request registered = requests.get(request.type());
        if (registered == null) {
            done.accept(ticket, failed("type.unknown", "no handler for this type", false));
            return;
        }
        run(
                ticket,
                request.type(),
                done,
                () -> registered.key().apply(request),
                () -> new Answer.Data(registered.handler().handle(request)));
    }

    /** The same for an event; one that failed comes again. */
    void handle(long ticket, HubEvent event, BiConsumer<Long, Answer> done) {
        Event registered = events.get(event.type());
        if (registered == null) {
            done.accept(ticket, failed("type.unknown", "no handler for this type", false));
            return;
        }
        BiConsumer<Long, Answer> again = (of, answer) -> done.accept(of, retryable(answer));
        run(ticket, event.type(), again, () -> registered.key().apply(event), () -> {
            registered.handler().handle(event);
            return new Answer.Done();
        });
    }

    private static Answer retryable(Answer answer) {
        return answer instanceof Answer.Failed failed && failed.problem().code().equals("handler.failed")
                ? failed("handler.failed", failed.problem().title(), true)
                : answer;
    }

    private interface Key {
        Optional<String> get();
    }

    private void run(long ticket, String type, BiConsumer<Long, Answer> done, Key key, Work work) {
        Optional<String> lane;
        try {
            lane = key.get();
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            done.accept(ticket, thrown(type, failure));
            return;
        }
        lanes.submit(ticket, lane, new Lanes.Task() {
            @Override
            public void run() {
                guard.handling(() -> done.accept(ticket, answer(type, work)));
            }

            @Override
            public void refused() {
                done.accept(ticket, failed("instrument.busy", "the executor takes no handler", true));
            }
        });
    }

    void abandon(long ticket) {
        lanes.abandon(ticket);
    }

    @Override
    public void close() {
        lanes.close();
    }

    private static Answer answer(String type, Work work) {
        try {
            return work.run();
        } catch (RequestRefusedException refused) {
            return new Answer.Failed(refused.problem());
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
            return failed("expired", "the handler took too long", true);
        } catch (Exception | LinkageError | StackOverflowError failure) {
            return thrown(type, failure);
        }
    }

    private static Answer thrown(String type, Throwable failure) {
        // its message may hold anything: the type must do
        LOG.warn("handler for {} failed: {}", type, failure.getClass().getName());
        return failed("handler.failed", "the handler failed", false);
    }

    private static Answer failed(String code, String title, boolean retryable) {
        return new Answer.Failed(Problem.of(code, title, retryable));
    }
}
