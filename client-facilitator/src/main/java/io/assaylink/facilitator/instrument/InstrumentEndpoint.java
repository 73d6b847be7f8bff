// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.outbox.SharedOutbox;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.transport.Machine;
import io.assaylink.transport.Ticker;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * One instrument: what its connections share, and the maker of their machines.
 *
 * <pre>{@code
 * InstrumentEndpoint endpoint = new InstrumentEndpoint(InstrumentOptions.defaults("chem-1"), client.outbox(), pool, listener);
 * server.listen(connection -> connection.drive(endpoint.connection()));
 * }</pre>
 *
 * <p>Thread-safe. Connections end with their transport; {@link #finish} before that leaves no instrument without the answer
 * to what it sent.
 */
public final class InstrumentEndpoint {
    private static final int REMEMBERED_MESSAGES = 1024;

    private final InstrumentOptions options;
    private final SharedOutbox outbox;
    private final Executor conversion;
    private final EndpointListener listener;
    private final Ticker ticker;
    private final InstantSource clock;
    private final RepeatMemory repeats = new RepeatMemory(REMEMBERED_MESSAGES);
    private final RecentMessages recent;
    private final ControlIds controlIds;
    private final Set<DetectingEndpoint> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean finishing;

    /**
     * An endpoint with the clocks of this JVM.
     *
     * @param outbox where messages become durable; {@code FacilitatorClient.outbox()} in a gateway, so that they are sent
     * @param conversion where large messages are made documents; must not run tasks on the caller's thread
     */
    public InstrumentEndpoint(
            InstrumentOptions options, SharedOutbox outbox, Executor conversion, EndpointListener listener) {
        this(options, outbox, conversion, listener, Ticker.system(), InstantSource.system());
    }

    /** An endpoint with given clocks; {@code ticker} must be the transport's. */
    public InstrumentEndpoint(
            InstrumentOptions options,
            SharedOutbox outbox,
            Executor conversion,
            EndpointListener listener,
            Ticker ticker,
            InstantSource clock) {
        this.options = options;
        this.outbox = outbox;
        this.conversion = conversion;
        this.listener = listener;
        this.ticker = ticker;
        this.clock = clock;
        this.recent = new RecentMessages(REMEMBERED_MESSAGES, outbox.recent(options.id()));
        this.controlIds = ControlIds.startedAt(clock.instant());
    }

    /** A machine for a new connection of this instrument, to be given to {@code drive}. */
    public Machine<ByteBuffer> connection() {
        return new DetectingEndpoint(this);
    }

    /**
     * Reads no more from any connection and takes no new one. The connections are left open: close them afterwards.
     *
     * @return completes when every message that was read whole is stored or refused, and answered; wait for it bounded
     */
    public CompletionStage<Void> finish() {
        finishing = true;
        return CompletableFuture.allOf(
                connections.stream().map(DetectingEndpoint::finish).toArray(CompletableFuture[]::new));
    }

    /** False where it is to be closed again. */
    boolean joined(DetectingEndpoint connection) {
        connections.add(connection);
        return !finishing;
    }

    void left(DetectingEndpoint connection) {
        connections.remove(connection);
    }

    public InstrumentOptions options() {
        return options;
    }

    SharedOutbox outbox() {
        return outbox;
    }

    Executor conversion() {
        return conversion;
    }

    EndpointListener listener() {
        return listener;
    }

    Ticker ticker() {
        return ticker;
    }

    InstantSource clock() {
        return clock;
    }

    RepeatMemory repeats() {
        return repeats;
    }

    RecentMessages recent() {
        return recent;
    }

    ControlIds controlIds() {
        return controlIds;
    }
}
