// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.handler.RequestHandler;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.ws.WebSocketLinkOptions;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hub that speaks the whole base protocol and keeps what it acknowledges.
 *
 * <pre>{@code
 * DevelopmentHub hub = DevelopmentHub.webSocket(HubOptions.defaults(), new InetSocketAddress("127.0.0.1", 0));
 * hub.onStored(event -> print(event));
 * hub.start();
 * }</pre>
 *
 * <p>It can be killed (every link cut without a word) and started again, on the same address and with the same store.
 * Thread-safe.
 */
public final class DevelopmentHub implements AutoCloseable {
    /** {@code source} of what the hub itself says. */
    public static final String SOURCE = "/hubs/development";

    /** RFC 6455 5.2: it counts as bytes in transit. */
    private static final long WEBSOCKET_HEADER = 14;

    private static final int HEARTBEAT_MISSED = 4408;

    private final HubOptions options;
    private final Function<Optional<SocketAddress>, Opened<?>> opener;
    private final HubStore store;
    private final Misbehaviour misbehaviour;
    private final List<Consumer<StoredEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, HubSession<?>> clients = new ConcurrentHashMap<>();
    private final Set<HubSession<?>> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final Answering answering = new Answering();
    private final Outgoing outgoing;
    private volatile Function<StoredEvent, Optional<Problem>> check = event -> Optional.empty();

    // guarded by this
    private @Nullable Opened<?> opened;
    private @Nullable Intake intake;
    private Optional<SocketAddress> address = Optional.empty();

    /** A server and how its messages carry frames; with upgrades, that is WebSocket. */
    private record Opened<M>(TransportServer<M> server, Frames<M> frames, Optional<Upgrades> upgrades) {}

    private DevelopmentHub(
            HubOptions options, Misbehaviour misbehaviour, Function<Optional<SocketAddress>, Opened<?>> opener)
            throws HubStoreException {
        this.options = options;
        this.misbehaviour = misbehaviour;
        this.opener = opener;
        this.store =
                options.store().isPresent() ? new SqliteHubStore(options.store().get()) : new MemoryHubStore();
        this.outgoing = new Outgoing(store);
    }

    /** A hub over WebSocket, not started; port 0 takes a free one, and keeps it from then on. */
    public static DevelopmentHub webSocket(HubOptions options, InetSocketAddress address) throws HubStoreException {
        Misbehaviour misbehaviour = new Misbehaviour();
        Upgrades upgrades = new Upgrades(options, misbehaviour, InstantSource.system());
        return new DevelopmentHub(
                options,
                misbehaviour,
                bound -> new Opened<>(
                        new WebSocketServer(bound.orElse(address), limits(options), server(upgrades)),
                        Frames.webSocket(),
                        Optional.of(upgrades)));
    }

    /**
     * A hub over any transport, not started.
     *
     * @param servers makes the server to listen with at each start; told the address that an earlier start was bound to
     */
    public static <M> DevelopmentHub over(
            HubOptions options, Function<Optional<SocketAddress>, TransportServer<M>> servers, Frames<M> frames)
            throws HubStoreException {
        return new DevelopmentHub(
                options, new Misbehaviour(), bound -> new Opened<>(servers.apply(bound), frames, Optional.empty()));
    }

    /** Listens; the first time on the address the server was made with, later on the one it was bound to. */
    public synchronized SocketAddress start() throws HubStoreException {
        if (opened != null) {
            throw new IllegalStateException("the hub is running");
        }
        Intake running =
                new Intake(store, options.maxInFlight(), misbehaviour, event -> check.apply(event), this::stored);
        Opened<?> next = opener.apply(address);
        try {
            SocketAddress bound = listenPatiently(next, running);
            address = Optional.of(bound);
            intake = running;
            opened = next;
            return bound;
        } catch (CompletionException failure) {
            running.close();
            next.server().close();
            throw new HubStoreException("cannot listen", failure);
        }
    }

    /**
     * Says {@code bye} to every client, closes with 1012 and stops listening; what was acknowledged is stored. Waits for
     * that, 5 s at most.
     *
     * @param retryAfter when clients are to come back
     */
    public synchronized void stop(Duration retryAfter) {
        byte[] bye = EnvelopeWriter.bye("restart", retryAfter.toMillis());
        List<CompletionStage<CloseReason>> endings = new ArrayList<>();
        for (HubSession<?> session : sessions) {
            session.send(bye);
            endings.add(session.ending(1012, "restart"));
        }
        CompletableFuture.allOf(endings.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .join();
        kill();
    }

    /** Cuts every link without a word and stops listening; what was acknowledged is stored. Waits for that. */
    public synchronized void kill() {
        Opened<?> was = opened;
        Intake writing = intake;
        if (was == null || writing == null) {
            return;
        }
        opened = null;
        intake = null;
        CompletableFuture<?>[] cuts = sessions.stream()
                .map(session -> session.cut().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        was.server().close();
        writing.close();
        CompletableFuture.allOf(cuts)
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .join();
        sessions.clear();
        clients.clear();
    }

    public synchronized boolean isRunning() {
        return opened != null;
    }

    /** What a client connects to, for a hub over WebSocket that was started. */
    public synchronized URI uri() {
        if (address.orElse(null) instanceof InetSocketAddress bound) {
            String host = bound.getAddress().isAnyLocalAddress()
                    ? "127.0.0.1"
                    : bound.getAddress().getHostAddress();
            String literal = host.contains(":") ? "[" + host + "]" : host;
            return URI.create("ws://" + literal + ":" + bound.getPort() + HubTransport.PATH);
        }
        throw new IllegalStateException("no WebSocket address yet");
    }

    /** Where it listens, or listened last. */
    public synchronized Optional<SocketAddress> address() {
        return address;
    }

    /** Is told each event once it is durable, in order, on the writer's thread: what it takes holds up acknowledgements. */
    public void onStored(Consumer<StoredEvent> listener) {
        listeners.add(listener);
    }

    /** Stored events above {@code position} (0: all) in the order of storing. */
    public List<StoredEvent> events(long position, int maxCount) throws HubStoreException {
        return store.read(position, maxCount);
    }

    /**
     * Asked before an event is stored, on the writer's thread: what it refuses for good is settled without being stored, what
     * it refuses for now comes again, and nothing of that source overtakes it. The event has no position yet.
     */
    public void refuse(Function<StoredEvent, Optional<Problem>> value) {
        check = value;
    }

    /**
     * Sends an event of the hub to a client, connected or not: it is kept until the client says that it has it.
     *
     * @param subject the instrument that it is about; never empty, never patient data
     * @param data a JSON document, not changed afterwards
     * @return the event's sequence for this client, once it is durable here
     */
    public CompletionStage<Long> send(String clientId, String type, String subject, byte[] data) {
        return outgoing.offer(clientId, new HubEvent(0, type, subject, Instant.now(), data));
    }

    /** How far this client says it has the hub's events; 0: nothing. */
    public long received(String clientId) throws HubStoreException {
        return store.progress(clientId).acknowledged();
    }

    /** Ends a client's session: 4401 where its credentials were withdrawn, 4403, 4429, 1012; 0: at once. */
    public void disconnect(String clientId, int code, String text) {
        HubSession<?> session = clients.get(clientId);
        if (session != null) {
            session.end(code, text);
        }
    }

    /** Sends a connected client this frame, whatever it is: misbehaviour that no setting names. */
    public void say(String clientId, byte[] frame) {
        HubSession<?> session = clients.get(clientId);
        if (session != null) {
            session.say(frame);
        }
    }

    /**
     * Forgets what a source sent above {@code upto}, as a hub that was restored from a backup has.
     *
     * @throws IllegalStateException the hub is running
     */
    public synchronized void lose(String source, long upto) throws HubStoreException {
        if (opened != null) {
            throw new IllegalStateException("the hub is running");
        }
        store.lose(source, upto);
    }

    /** Answers clients' requests of this type, on a thread of the hub. */
    public void on(String type, RequestHandler handler) {
        answering.on(type, handler);
    }

    /** Client ids that are connected. */
    public Set<String> clients() {
        return Set.copyOf(clients.keySet());
    }

    /** Asks a connected client. */
    public CompletionStage<Outcome> request(
            String clientId, String type, Optional<String> subject, byte[] data, Duration timeout) {
        HubSession<?> session = clients.get(clientId);
        if (session == null) {
            return CompletableFuture.completedFuture(
                    new Outcome.Disconnected(Certainty.NOT_SENT, "client is not connected"));
        }
        return session.request("hub-" + ids.incrementAndGet(), type, subject, data, timeout);
    }

    /** What it is to do wrong. */
    public Misbehaviour misbehaviour() {
        return misbehaviour;
    }

    /** Kills, and closes the store. */
    @Override
    public void close() {
        kill();
        answering.close();
        outgoing.close();
        store.close();
    }

    private static ReceiveLimits limits(HubOptions options) {
        return ReceiveLimits.defaults()
                .withIdle(options.heartbeat())
                .withLiveness(options.heartbeat().multipliedBy(5).dividedBy(2)) // half of it is when a client is pinged
                .withMaxMessage(options.maxFrameBytes() + WEBSOCKET_HEADER);
    }

    private static WebSocketServerOptions server(Upgrades upgrades) {
        return WebSocketServerOptions.defaults()
                .withPath(HubTransport.PATH)
                .withSubprotocol(HubTransport.SUBPROTOCOL)
                .withLink(WebSocketLinkOptions.defaults().withSilentCode(HEARTBEAT_MISSED))
                .withAuthenticator(upgrades::decide);
    }

    private SocketAddress listenPatiently(Opened<?> next, Intake running) {
        return address.isEmpty()
                ? listen(next, running).toCompletableFuture().join()
                : Rebinding.listen(() -> listen(next, running));
    }

    private <M> CompletionStage<SocketAddress> listen(Opened<M> next, Intake running) {
        return next.server()
                .listen(connection -> accept(connection, next, running))
                .thenApply(TransportServer.Listening::address);
    }

    private <M> void accept(Connection<M> connection, Opened<M> by, Intake running) {
        Optional<Upgrades.Proof> proof = by.upgrades().flatMap(upgrades -> upgrades.proven(connection.peer()));
        HubSession<M> session = new HubSession<>(options, by.frames(), proof, misbehaviour, running, new Sessions());
        sessions.add(session);
        connection.drive(session);
    }

    private void stored(StoredEvent event) {
        for (Consumer<StoredEvent> listener : listeners) {
            listener.accept(event);
        }
    }

    private final class Sessions implements HubSession.Hub {
        @Override
        public void welcomed(String clientId, HubSession<?> session) {
            HubSession<?> older = clients.put(clientId, session);
            if (older != null && older != session) {
                older.end(4409, "replaced");
            }
        }

        @Override
        public void opened(HubSession<?> session, OptionalLong received) {
            outgoing.opened(session, received);
        }

        @Override
        public void acknowledged(HubSession<?> session, long upto) {
            outgoing.acknowledged(session, upto);
        }

        @Override
        public void refused(HubSession<?> session, long sequence, Problem problem) {
            outgoing.refused(session, sequence, problem);
        }

        @Override
        public void over(HubSession<?> session) {
            sessions.remove(session);
            clients.remove(session.clientId(), session);
            outgoing.closed(session);
        }

        @Override
        public void asked(HubSession<?> session, Envelope.Message request) {
            answering.asked(session, request, "hub-" + ids.incrementAndGet());
        }
    }
}
