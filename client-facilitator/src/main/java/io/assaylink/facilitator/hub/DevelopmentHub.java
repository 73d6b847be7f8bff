// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubRequest;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.RequestHandler;
import io.assaylink.facilitator.RequestRefusedException;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.assaylink.transport.spi.NettyLoop;
import io.assaylink.transport.ws.UpgradeDecision;
import io.assaylink.transport.ws.UpgradeRequest;
import io.assaylink.transport.ws.WebSocketServer;
import io.assaylink.transport.ws.WebSocketServerOptions;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentHub.class);
    private static final int REBINDS = 40;
    private static final Duration REBIND_AFTER = Duration.ofMillis(50);

    private final HubOptions options;
    private final Function<Optional<SocketAddress>, Opened<?>> opener;
    private final HubStore store;
    private final Misbehaviour misbehaviour = new Misbehaviour();
    private final List<Consumer<StoredEvent>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, HubSession<?>> clients = new ConcurrentHashMap<>();
    private final Set<HubSession<?>> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final ExecutorService answering;

    // guarded by this
    private @Nullable Opened<?> opened;
    private @Nullable Intake intake;
    private Optional<SocketAddress> address = Optional.empty();

    /** A server and how its messages carry frames. */
    private record Opened<M>(TransportServer<M> server, Frames<M> frames) {}

    private DevelopmentHub(HubOptions options, Function<Optional<SocketAddress>, Opened<?>> opener)
            throws HubStoreException {
        this.options = options;
        this.opener = opener;
        this.store =
                options.store().isPresent() ? new SqliteHubStore(options.store().get()) : new MemoryHubStore();
        this.answering = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "assaylink-hub-answers");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A hub over WebSocket, not started; port 0 takes a free one, and keeps it from then on. */
    public static DevelopmentHub webSocket(HubOptions options, InetSocketAddress address) throws HubStoreException {
        return over(
                options,
                bound -> new WebSocketServer(bound.orElse(address), limits(options), server(options)),
                Frames.webSocket());
    }

    /**
     * A hub over any transport, not started.
     *
     * @param servers makes the server to listen with at each start; told the address that an earlier start was bound to
     */
    public static <M> DevelopmentHub over(
            HubOptions options, Function<Optional<SocketAddress>, TransportServer<M>> servers, Frames<M> frames)
            throws HubStoreException {
        return new DevelopmentHub(options, bound -> new Opened<>(servers.apply(bound), frames));
    }

    /** Listens; the first time on the address the server was made with, later on the one it was bound to. */
    public synchronized SocketAddress start() throws HubStoreException {
        if (opened != null) {
            throw new IllegalStateException("the hub is running");
        }
        Intake running = new Intake(store, misbehaviour, this::stored);
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

    /** Answers clients' requests of this type, on a thread of the hub. */
    public void on(String type, RequestHandler handler) {
        handlers.put(type, handler);
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
        answering.shutdownNow();
        store.close();
    }

    private static ReceiveLimits limits(HubOptions options) {
        return ReceiveLimits.defaults()
                .withIdle(options.heartbeat())
                .withLiveness(options.heartbeat().multipliedBy(5).dividedBy(2))
                .withMaxMessage(options.maxFrameBytes());
    }

    private static WebSocketServerOptions server(HubOptions options) {
        return WebSocketServerOptions.defaults()
                .withPath(HubTransport.PATH)
                .withSubprotocol(HubTransport.SUBPROTOCOL)
                .withAuthenticator(request -> isAllowed(options, request));
    }

    private static UpgradeDecision isAllowed(HubOptions options, UpgradeRequest request) {
        if (options.token().isEmpty()) {
            return UpgradeDecision.accept();
        }
        byte[] wanted = ("Bearer " + options.token().get()).getBytes(StandardCharsets.UTF_8);
        byte[] shown = request.header("authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(wanted, shown) ? UpgradeDecision.accept() : UpgradeDecision.refuse(401);
    }

    /** After a kill the system may hold the old socket for a moment longer than its close takes. */
    private SocketAddress listenPatiently(Opened<?> next, Intake running) {
        if (address.isEmpty()) {
            return listen(next, running).toCompletableFuture().join();
        }
        CompletableFuture<SocketAddress> bound = new CompletableFuture<>();
        Attempt<SocketAddress> attempt = new Attempt<>() {
            @Override
            public CompletionStage<SocketAddress> once() {
                return listen(next, running);
            }

            @Override
            public CompletionStage<Failure> ended(SocketAddress brought) {
                return new CompletableFuture<>();
            }

            @Override
            public void discard(SocketAddress brought) {
                // the server is closed by whoever started it
            }
        };
        ReconnectObserver<SocketAddress> observer = new ReconnectObserver<>() {
            @Override
            public void up(SocketAddress brought) {
                bound.complete(brought);
            }

            @Override
            public void gaveUp(Failure failure, int row) {
                bound.completeExceptionally(new BindException(failure.why()));
            }
        };
        NettyLoop loop = new NettyLoop(GlobalEventExecutor.INSTANCE);
        TokenBucket bucket = new TokenBucket(REBINDS, REBIND_AFTER);
        RetryPolicy policy = RetryPolicy.fixed(REBIND_AFTER).withMaxAttempts(REBINDS);
        try (Reconnector<SocketAddress> rebinding =
                new Reconnector<>(attempt, policy, bucket, loop, RandomGenerator.getDefault(), observer)) {
            rebinding.start();
            return bound.join();
        }
    }

    private <M> CompletionStage<SocketAddress> listen(Opened<M> next, Intake running) {
        return next.server()
                .listen(connection -> accept(connection, next.frames(), running))
                .thenApply(TransportServer.Listening::address);
    }

    private <M> void accept(Connection<M> connection, Frames<M> frames, Intake running) {
        HubSession<M> session = new HubSession<>(options, frames, running, new Sessions());
        sessions.add(session);
        connection.drive(session);
    }

    private void stored(StoredEvent event) {
        for (Consumer<StoredEvent> listener : listeners) {
            listener.accept(event);
        }
    }

    private void answer(HubSession<?> session, Envelope.Message request) {
        String id = "hub-" + ids.incrementAndGet();
        RequestHandler handler = handlers.get(request.type());
        if (handler == null) {
            session.error(request, id, Problem.of("type.unknown", "no handler for this type", false));
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

    private final class Sessions implements HubSession.Hub {
        @Override
        public void welcomed(String clientId, HubSession<?> session) {
            HubSession<?> older = clients.put(clientId, session);
            if (older != null && older != session) {
                older.end(4409, "replaced");
            }
        }

        @Override
        public void over(HubSession<?> session) {
            sessions.remove(session);
            clients.remove(session.clientId(), session);
        }

        @Override
        public void asked(HubSession<?> session, Envelope.Message request) {
            answering.execute(() -> answer(session, request));
        }
    }
}
