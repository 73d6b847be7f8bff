// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.transport.Machine.Driver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of one connection to the outbox, in order, and brings the outcome back to its event loop. Created and
 * called on the event loop.
 */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final byte[] NO_RAW = {};

    private final InstrumentEndpoint endpoint;
    private final InstrumentProtocol protocol;
    private final Driver<ByteBuffer> driver;
    private final String connection;
    private final Runnable onSettled;
    /** Messages on their way to the outbox and back. */
    private int open;
    /** Ends when every message so far was given to the outbox: appends keep the order of arrival. */
    private CompletableFuture<Void> given = CompletableFuture.completedFuture(null);

    /** A keeper that calls {@code onSettled} after each outcome, on the event loop. */
    Keeper(InstrumentEndpoint endpoint, InstrumentProtocol protocol, Driver<ByteBuffer> driver, Runnable onSettled) {
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.driver = driver;
        this.connection = driver.connection().name();
        this.onSettled = onSettled;
    }

    String connection() {
        return connection;
    }

    /** Whether the outcome of a message is open. */
    boolean isStoring() {
        return open > 0;
    }

    /**
     * Converts and stores one message.
     *
     * @param conversion makes its documents for a time of receipt; called on the event loop or on the executor
     * @param outcome on the event loop: empty when all of it is durable, else why the outbox did not take it
     */
    void keep(
            byte[] raw,
            boolean possibleDuplicate,
            Function<Instant, List<Document>> conversion,
            Consumer<Optional<OutboxException.Code>> outcome) {
        keepUnanswered(raw, possibleDuplicate, conversion, failure -> {
            failure.ifPresent(why ->
                    tell(() -> endpoint.listener().refused(endpoint.options().id(), connection, why.name())));
            outcome.accept(failure);
        });
    }

    /** The same for a message whose sender waits for no answer: none is told as refused. */
    void keepUnanswered(
            byte[] raw,
            boolean possibleDuplicate,
            Function<Instant, List<Document>> conversion,
            Consumer<Optional<OutboxException.Code>> outcome) {
        open++;
        Instant receivedAt = endpoint.clock().instant();
        long since = endpoint.ticker().nanos();
        Runnable work = () -> append(raw, possibleDuplicate, receivedAt, since, conversion, outcome);
        if (given.isDone() && raw.length <= endpoint.options().inlineBytes()) {
            work.run();
        } else {
            given = later(work).exceptionally(rejected -> {
                settle(Optional.of(rejected), outcome); // work itself never fails: the executor took nothing
                return null;
            });
        }
    }

    private CompletableFuture<Void> later(Runnable work) {
        try {
            return given.thenRunAsync(work, endpoint.conversion());
        } catch (RejectedExecutionException rejected) {
            return CompletableFuture.failedFuture(rejected);
        }
    }

    /** Puts bytes aside that are no whole message. */
    void quarantine(String code, byte[] bytes) {
        String id = endpoint.options().id();
        var unused = endpoint.outbox().quarantine(id, code, bytes).whenComplete((gone, failure) -> {
            if (failure == null) {
                tell(() -> endpoint.listener().quarantined(id, connection, code, bytes.length));
                if (gone > 0) {
                    event("QUARANTINE_TRIMMED", -1);
                }
            } else {
                LOG.error("{} bytes of {} could not be put aside ({})", bytes.length, id, reason(failure));
                event("QUARANTINE_FAILED", -1);
            }
        });
    }

    /** A message that its sender will not repeat, and that was never stored. */
    void lost(long offset, int bytes) {
        LOG.error("MESSAGE_LOST {} {} bytes", endpoint.options().id(), bytes);
        event("MESSAGE_LOST", offset);
    }

    void event(String code, long offset) {
        tell(() -> endpoint.listener().event(endpoint.options().id(), connection, code, offset));
    }

    private void append(
            byte[] raw,
            boolean possibleDuplicate,
            Instant receivedAt,
            long since,
            Function<Instant, List<Document>> conversion,
            Consumer<Optional<OutboxException.Code>> outcome) {
        String id = endpoint.options().id();
        try {
            List<Document> documents = conversion.apply(receivedAt);
            List<Draft> drafts = new ArrayList<>(documents.size());
            for (Document document : documents) {
                byte[] json = possibleDuplicate ? RepeatMark.mark(document.json()) : document.json();
                drafts.add(new Draft(document.eventType(), id, receivedAt, json, drafts.isEmpty() ? raw : NO_RAW));
            }
            String format = documents.get(0).format();
            var unused = endpoint.outbox().append(drafts).whenComplete((stored, failure) -> {
                if (failure == null) {
                    DurableMessage message = new DurableMessage(
                            id,
                            connection,
                            protocol,
                            format,
                            raw.length,
                            documents.size(),
                            stored.get(0).sequence(),
                            stored.get(stored.size() - 1).sequence(),
                            receivedAt,
                            Duration.ofNanos(endpoint.ticker().nanos() - since),
                            possibleDuplicate);
                    tell(() -> endpoint.listener().durable(message));
                } else if (inDoubt(failure)) {
                    // the repeat brings events that may be stored already: it is marked
                    endpoint.recent().stored(RecentMessages.digest(raw), true);
                }
                settle(Optional.ofNullable(failure), outcome);
            });
        } catch (RuntimeException | Error failure) {
            settle(Optional.of(failure), outcome);
        }
    }

    /** A commit that failed may be on the disk all the same. */
    private static boolean inDoubt(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof OutboxException known && known.code() == OutboxException.Code.STORE_FAILED;
    }

    private void settle(Optional<Throwable> failure, Consumer<Optional<OutboxException.Code>> outcome) {
        Optional<OutboxException.Code> code = failure.map(Keeper::reason);
        driver.execute(() -> {
            open--;
            outcome.accept(code);
            onSettled.run();
        });
    }

    /** A listener that throws must not cost an instrument its answer. */
    static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error theirs) {
            LOG.warn("an endpoint listener failed: {}", theirs.getClass().getName());
        }
    }

    /** The code alone: the text of a failure may hold anything. */
    private static OutboxException.Code reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof OutboxException known) {
            return known.code();
        }
        LOG.error("a message was not stored: {}", cause.getClass().getName());
        return OutboxException.Code.STORE_FAILED;
    }
}
