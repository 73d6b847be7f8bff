// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import io.assaylink.facilitator.instrument.InstrumentEndpoint;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.tcp.TcpTransport;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Keeps the listener of one instrument bound, or the connection to it up, under one retry policy. */
final class InstrumentLink implements AutoCloseable {
    /** A quiet instrument needs no wake-ups: links and exchanges keep their own time. */
    private static final ReceiveLimits LIMITS = ReceiveLimits.defaults().withIdle(Duration.ZERO);

    private final InstrumentConfig instrument;
    private final InstrumentEndpoint endpoint;
    private final GatewayListener listener;
    private final Runnable release;
    private final Reconnector<?> reconnector;
    /** True when the first attempt came about, false when it did not. */
    private final CompletableFuture<Boolean> first = new CompletableFuture<>();

    InstrumentLink(
            InstrumentConfig instrument,
            Optional<TlsOptions> tls,
            InstrumentEndpoint endpoint,
            EventLoopGroup group,
            GatewayListener listener) {
        this.instrument = instrument;
        this.endpoint = endpoint;
        this.listener = listener;
        TcpOptions plain = TcpOptions.defaults()
                .withGroup(group)
                .withSocket(instrument.network().socket())
                .withAdmission(instrument.network().admission());
        ReceiveLimits limits = LIMITS.withCloseAfterQuiet(instrument.network().closeAfterQuiet());
        TcpOptions options = tls.map(plain::withTls).orElse(plain);
        NettyLoop loop = new NettyLoop(group.next());
        InetSocketAddress address = instrument.address();
        if (instrument.role() == InstrumentConfig.Role.LISTEN) {
            release = () -> {};
            reconnector = new Reconnector<>(
                    Attempt.<ByteBuffer>listening(
                            () -> new TcpServer<>(address, Framing::none, limits, options),
                            connection -> connection.drive(endpoint.connection())),
                    RetryPolicy.defaults(),
                    TokenBucket.defaults(),
                    loop,
                    RandomGenerator.getDefault(),
                    observer((Listening bound) -> listener.listening(instrument, (InetSocketAddress) bound.address())));
        } else {
            TcpTransport<ByteBuffer> transport =
                    new TcpTransport<>(address.getHostString(), address.getPort(), Framing::none, limits, options);
            release = transport::close;
            reconnector = new Reconnector<>(
                    Attempt.connecting(transport),
                    RetryPolicy.defaults(),
                    TokenBucket.defaults(),
                    loop,
                    RandomGenerator.getDefault(),
                    observer((Connection<ByteBuffer> connection) -> {
                        listener.connected(instrument);
                        connection.drive(endpoint.connection());
                    }));
        }
    }

    /** Begins at once: one laboratory's gateway is no fleet. */
    void start() {
        reconnector.retryNow();
    }

    CompletableFuture<Boolean> first() {
        return first;
    }

    InstrumentConfig instrument() {
        return instrument;
    }

    /** Takes no more; completes when the instrument has its answer to what it sent whole. */
    CompletionStage<Void> finish() {
        return endpoint.finish();
    }

    /** No more attempts; what is bound or connected is closed, bounded. */
    @Override
    public void close() {
        reconnector.close();
        release.run();
    }

    private <S> ReconnectObserver<S> observer(Consumer<S> whenUp) {
        return new ReconnectObserver<>() {
            @Override
            public void up(S brought) {
                whenUp.accept(brought);
                first.complete(true);
            }

            @Override
            public void waiting(Failure failure, int row, Duration delay) {
                listener.down(instrument, failure.why(), row);
                first.complete(false);
            }
        };
    }
}
