// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.document.InstrumentInfo;
import io.assaylink.facilitator.instrument.InstrumentEndpoint;
import io.assaylink.facilitator.instrument.InstrumentOptions;
import io.assaylink.facilitator.instrument.InstrumentProtocol;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import io.assaylink.gateway.config.GatewayConfig;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One laboratory's gateway, running from {@link #start} to {@link #close}: the endpoints of its instruments, the outbox, and
 * the client that empties the outbox into the hub. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    /** Event loops of all instruments together; they never block. */
    private static final int LOOPS = 2;
    /** Threads that make documents of large messages. */
    private static final int CONVERTERS = 2;
    /** Until each instrument's first bind has said yes or no. */
    private static final Duration START_WITHIN = Duration.ofSeconds(20);
    /** What is on its way to the hub gets this long to be acknowledged. */
    private static final Duration DRAIN_WITHIN = Duration.ofSeconds(3);

    /** What instruments sent whole gets this long to be stored and answered. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final FacilitatorClient client;
    private final WebSocketTransport hub;
    private final EventLoopGroup group;
    private final ExecutorService conversion;
    private final List<InstrumentLink> links = new ArrayList<>();
    private boolean closed;

    private Gateway(GatewayConfig config, Outbox outbox, String version, GatewayListener listener) {
        this.outbox = outbox;
        ClientOptions options = ClientOptions.defaults(config.site()).withSoftware("assaylink-gateway/" + version);
        Credentials credentials = config.tokenFile()
                .map(file -> Credentials.bearer(() -> token(file)))
                .orElse(Credentials.none());
        WebSocketOptions base = WebSocketOptions.defaults();
        hub = HubTransport.webSocket(
                options,
                config.hubUri(),
                credentials,
                config.tls().hub().map(base::withTls).orElse(base));
        client = FacilitatorClient.create(options, hub, Frames.webSocket(), outbox, observer(listener));
        group = EventLoops.newGroup("instruments", LOOPS);
        conversion = Executors.newFixedThreadPool(CONVERTERS, new DefaultThreadFactory("documents", true));
        for (InstrumentConfig instrument : config.instruments()) {
            InstrumentEndpoint endpoint = new InstrumentEndpoint(
                    InstrumentOptions.defaults(instrument.id())
                            .withInfo(info(instrument))
                            .withProtocol(protocol(instrument))
                            .withAstm(instrument.profile())
                            .withHl7(instrument.dialect().exchange()),
                    client.outbox(),
                    conversion,
                    listener);
            links.add(new InstrumentLink(
                    instrument, config.tls().instrument(instrument.id()), endpoint, group, listener));
        }
    }

    private static InstrumentInfo info(InstrumentConfig instrument) {
        InstrumentInfo info = InstrumentInfo.of(instrument.id());
        String dialect = instrument.dialect().name();
        return dialect.isEmpty() ? info : info.withProfile(dialect);
    }

    /**
     * Opens the outbox, begins to connect to the hub, and binds or connects each instrument.
     *
     * @param version of the program, told to the hub
     * @throws GatewayException the data directory cannot be used, the token cannot be read, or nothing at all could be bound
     */
    public static Gateway start(GatewayConfig config, String version, GatewayListener listener)
            throws GatewayException, InterruptedException {
        if (config.tokenFile().isPresent()
                && !Files.isReadable(config.tokenFile().get())) {
            throw new GatewayException(
                    "the hub's token file " + config.tokenFile().get() + " cannot be read");
        }
        Outbox outbox;
        try {
            outbox = SqliteOutbox.open(config.dataDirectory().resolve("outbox"), OutboxOptions.defaults());
        } catch (OutboxException e) {
            throw new GatewayException(
                    "the data directory " + config.dataDirectory() + " cannot be used: " + e.getMessage(), e);
        }
        Gateway gateway = new Gateway(config, outbox, version, listener);
        try {
            gateway.begin();
            return gateway;
        } catch (GatewayException | InterruptedException | RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    private void begin() throws GatewayException, InterruptedException {
        client.start();
        links.forEach(InstrumentLink::start);
        boolean any = false;
        for (InstrumentLink link : links) {
            boolean connects = link.instrument().role() == InstrumentConfig.Role.CONNECT;
            any |= connects || up(link.first());
        }
        if (!any) {
            throw new GatewayException("no instrument could start: every address is in use or not of this machine");
        }
    }

    private static boolean up(CompletableFuture<Boolean> first) throws InterruptedException {
        try {
            return first.completeOnTimeout(false, START_WITHIN.toNanos(), TimeUnit.NANOSECONDS)
                    .get();
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** What waits for the hub. */
    public OutboxDepth depth() {
        return outbox.depth();
    }

    /**
     * Waits until the hub holds everything that was accepted.
     *
     * @return false where {@code within} was over first; nothing is lost by that
     */
    public boolean drain(Duration within) throws InterruptedException {
        boolean all = join(client.drain(within).toCompletableFuture(), within.plus(CLOSE_WITHIN), false);
        // the outbox is told in the background: with this answer it has heard, and its depth is true
        var heard = outbox.acknowledge(outbox.acknowledged()).thenApply(done -> all);
        return join(heard.toCompletableFuture(), CLOSE_WITHIN, all);
    }

    /** Ends in order and bounded: instruments, hub, outbox. What the hub does not hold stays on disk. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        answerInstruments();
        for (InstrumentLink link : links) {
            link.close();
        }
        try {
            if (outbox.depth().events() > 0 && client.state().phase() == Phase.READY) {
                var unused = drain(DRAIN_WITHIN);
            }
            var ignored =
                    join(client.close(CLOSE_WITHIN).toCompletableFuture().thenApply(end -> true), CLOSE_WITHIN, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conversion.shutdown();
        outbox.close();
        hub.close();
        var unused = group.shutdownGracefully(0, CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Between a commit and its ACK no connection is closed: the instrument would send again what we have. */
    private void answerInstruments() {
        CompletableFuture<?>[] ends =
                links.stream().map(link -> link.finish().toCompletableFuture()).toArray(CompletableFuture[]::new);
        try {
            var unused = join(CompletableFuture.allOf(ends).thenApply(end -> true), ANSWER_WITHIN, false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean join(CompletableFuture<Boolean> end, Duration within, boolean otherwise)
            throws InterruptedException {
        try {
            return end.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return otherwise;
        }
    }

    private static InstrumentProtocol protocol(InstrumentConfig instrument) {
        return switch (instrument.protocol()) {
            case ASTM -> InstrumentProtocol.ASTM;
            case HL7 -> InstrumentProtocol.HL7;
            case AUTO -> InstrumentProtocol.AUTO;
        };
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FacilitatorObserver observer(GatewayListener listener) {
        return new FacilitatorObserver() {
            @Override
            public void stateChanged(StateChange change) {
                listener.hub(change);
            }

            @Override
            public void alarm(Alarm alarm) {
                listener.alarm(alarm);
            }

            @Override
            public void acknowledged(long upto) {
                listener.acknowledged(upto);
            }
        };
    }
}
