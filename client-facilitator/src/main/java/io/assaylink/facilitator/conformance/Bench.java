// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.Frames;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Transport;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** What the checks share: the ways to the hub, and clients that no earlier run was. */
final class Bench<M> {
    /** A way to the hub on which the client's bytes can be made to vanish. */
    interface Blackout<M> extends AutoCloseable {

        Transport<M> transport();

        /** From now on nothing that the client sends arrives; what the hub sends does. */
        void begin() throws InterruptedException;

        @Override
        void close();
    }

    /** Makes a blackout, where the transport has one. */
    interface Blackouts<M> {
        Optional<Blackout<M>> make() throws Finding, InterruptedException;
    }

    private static final Duration AGAIN_AFTER = Duration.ofMillis(50);

    private final Transport<M> transport;
    private final Frames<M> frames;
    private final ConformanceOptions options;
    private final HubAccess access;
    private final Optional<Transport<M>> wrongCredentials;
    private final Blackouts<M> blackouts;
    private final Instant time = Instant.now();
    private final String run = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);
    private int clients;
    private boolean reached;

    Bench(
            Transport<M> transport,
            Frames<M> frames,
            ConformanceOptions options,
            HubAccess access,
            Optional<Transport<M>> wrongCredentials,
            Blackouts<M> blackouts) {
        this.transport = transport;
        this.frames = frames;
        this.options = options;
        this.access = access;
        this.wrongCredentials = wrongCredentials;
        this.blackouts = blackouts;
    }

    /** Whether any connection came about. */
    boolean reached() {
        return reached;
    }

    ConformanceOptions options() {
        return options;
    }

    HubAccess access() {
        return access;
    }

    Optional<Transport<M>> wrongCredentials() {
        return wrongCredentials;
    }

    Optional<Blackout<M>> blackout() throws Finding, InterruptedException {
        return blackouts.make();
    }

    /** A client with a source that the hub has never seen. */
    Client client() {
        clients++;
        String id = options.clientId().orElse("conformance-" + run + "-" + clients);
        return new Client(id, "/gateways/" + id + "/outbox/" + run + "-" + clients, time);
    }

    /** A client with an id of its own, beside another one. */
    Client another() throws Finding {
        if (options.clientId().isPresent()) {
            throw Finding.skipped("only one client id is to be used");
        }
        return client();
    }

    Probe<M> open(Client client) throws Finding, InterruptedException {
        return open(client, transport);
    }

    Probe<M> open(Client client, Transport<M> by) throws Finding, InterruptedException {
        try {
            return new Probe<>(connect(by), frames, options, client);
        } catch (ExecutionException failure) {
            throw Finding.failed("no connection: " + words(failure));
        }
    }

    /** Until a hub that is being started listens again. */
    Probe<M> openPatiently(Client client) throws Finding, InterruptedException {
        CompletableFuture<Connection<M>> connected = new CompletableFuture<>();
        Attempt<Connection<M>> attempt = new Attempt<>() {
            @Override
            public CompletionStage<Connection<M>> once() {
                return transport.connect();
            }

            @Override
            public CompletionStage<Failure> ended(Connection<M> brought) {
                return new CompletableFuture<>();
            }

            @Override
            public void discard(Connection<M> brought) {
                // it is the probe's by then
            }
        };
        ReconnectObserver<Connection<M>> observer = new ReconnectObserver<>() {
            @Override
            public void up(Connection<M> brought) {
                connected.complete(brought);
            }
        };
        NettyLoop loop = new NettyLoop(GlobalEventExecutor.INSTANCE);
        TokenBucket bucket = new TokenBucket(1, AGAIN_AFTER);
        try (Reconnector<Connection<M>> connecting = new Reconnector<>(
                attempt, RetryPolicy.fixed(AGAIN_AFTER), bucket, loop, RandomGenerator.getDefault(), observer)) {
            connecting.start();
            Connection<M> connection = connected.get(options.patience().toNanos(), TimeUnit.NANOSECONDS);
            return new Probe<>(connection, frames, options, client);
        } catch (ExecutionException | TimeoutException failure) {
            throw Finding.failed("no connection within " + options.patience().toMillis() + " ms after the restart");
        }
    }

    Connection<M> connect(Transport<M> by) throws Finding, InterruptedException, ExecutionException {
        try {
            Connection<M> connection =
                    by.connect().toCompletableFuture().get(options.patience().toNanos(), TimeUnit.NANOSECONDS);
            reached = true;
            return connection;
        } catch (TimeoutException late) {
            throw Finding.failed("no connection within " + options.patience().toMillis() + " ms");
        }
    }

    /** The HTTP status of a refused upgrade; 0 where it failed otherwise. */
    static int status(ExecutionException failure) {
        return failure.getCause() instanceof ConnectFailedException refused
                        && refused.reason() instanceof CloseReason.HandshakeFailed handshake
                ? handshake.status()
                : 0;
    }

    static String words(ExecutionException failure) {
        return failure.getCause() instanceof ConnectFailedException refused
                ? refused.reason().toString()
                : String.valueOf(failure.getCause());
    }
}
