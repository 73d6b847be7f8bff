// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.spi.ObservedAttempts;
import io.assaylink.transport.tls.TlsContext;
import io.assaylink.transport.tls.TlsOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** What clients over TCP share: names, the connect, its bound. Thread-safe. */
public final class Connector {
    private final EventLoops loops;
    private final SocketOptions options;
    private final Names.Lookup lookup;
    private final Optional<TlsContext> tls;
    private final ObservedAttempts attempts;

    /**
     * A connector on these loops.
     *
     * @param tls empty: none
     */
    public Connector(EventLoops loops, SocketOptions options, Optional<TlsOptions> tls) {
        this(loops, options, tls, InetAddress::getByName);
    }

    Connector(EventLoops loops, SocketOptions options, Optional<TlsOptions> tls, Names.Lookup lookup) {
        this.tls = tls.map(given -> TlsContext.client(given, Names.blocking()));
        this.loops = loops;
        this.options = options;
        this.lookup = lookup;
        attempts = new ObservedAttempts(options.observer());
    }

    /**
     * Connects once.
     *
     * @param host a name, looked up at each connect and never on an event loop, or a literal address
     * @param outcome fails with {@link io.assaylink.transport.ConnectFailedException} where no connection comes about;
     *     where it is done before there is one, that is closed; where it is cancelled, at once
     * @param onConnected called on the channel's event loop, TLS included; nothing is read yet
     */
    public void connect(String host, int port, CompletableFuture<?> outcome, Consumer<SocketChannel> onConnected) {
        attempts.connect(host + ":" + port, outcome);
        reach(host, port, outcome, onConnected);
    }

    /** The same as a part of an attempt whose end the caller tells the observer. */
    public void reach(String host, int port, CompletableFuture<?> outcome, Consumer<SocketChannel> onConnected) {
        long began = System.nanoTime();
        var unused = Names.resolve(host, port, options.connectTimeout(), lookup).whenComplete((address, failure) -> {
            if (address == null) {
                outcome.completeExceptionally(ConnectFailures.of(failure));
            } else if (!outcome.isDone()) {
                Consumer<SocketChannel> next = channel -> secure(channel, host, port, outcome, onConnected);
                long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                connect(address, options.connectTimeout().toMillis() - taken, outcome, next);
            }
        });
    }

    /**
     * Does TLS, where this connector has it, on a channel that leads to {@code host} already: through a proxy. The channel's
     * event loop only; parameters and outcome as in {@link #connect}.
     */
    public void secure(
            SocketChannel channel,
            String host,
            int port,
            CompletableFuture<?> outcome,
            Consumer<SocketChannel> onConnected) {
        if (tls.isEmpty()) {
            onConnected.accept(channel);
            return;
        }
        tls.get().secure(channel, host, port, failed -> {
            if (failed.isPresent()) {
                // the exception of TLS itself may hold what the peer sent
                SSLException cause = new SSLException(failed.get().toString());
                outcome.completeExceptionally(new ConnectFailedException(failed.get(), cause));
            } else if (outcome.isDone()) {
                var unusedClose = channel.close();
            } else {
                onConnected.accept(channel);
            }
        });
    }

    private void connect(
            InetSocketAddress address, long millis, CompletableFuture<?> outcome, Consumer<SocketChannel> onConnected) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.group())
                .channel(loops.socketChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis)))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SocketSettings.apply(options, channel);
                    }
                });
        ChannelFuture connecting = bootstrap.connect(address);
        var unusedCancel = outcome.whenComplete((connected, failure) -> {
            if (outcome.isCancelled()) { // also in the handshakes that follow (T15)
                var unusedClose = connecting.channel().close();
            }
        });
        var unused = connecting.addListener((ChannelFutureListener) attempt -> {
            if (!attempt.isSuccess()) {
                outcome.completeExceptionally(ConnectFailures.of(attempt.cause()));
            } else if (outcome.isDone()) {
                var unusedClose = attempt.channel().close();
            } else {
                onConnected.accept((SocketChannel) attempt.channel());
            }
        });
    }
}
