// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.TransportServer.Listening;
import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.SocketOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy that misbehaves: programs that know nothing of us connect to it in place of their peer.
 *
 * <p>{@code OUT} is what the connecting program sends, {@code IN} what it receives. A refused connect is one to a port on
 * which nobody listens and which is kept meanwhile; where somebody else has it all the same for 5 s afterwards, that is logged
 * ({@code FAULT_PROXY_UNBOUND}) and tried again when connects are refused and admitted the next time. Faults have their places byte by byte;
 * how the kernel joins or cuts what passed is its own affair, see {@link Fault.Split}.
 *
 * <p>256 connections at a time, 64 KiB and one read for each direction; above that, connects are closed and writers wait.
 * Thread-safe; one daemon thread of its own, which ends with {@link #close}.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int CONNECTIONS = 256;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int REBINDS = 100;
    private static final Duration REBIND_AFTER = Duration.ofMillis(50);

    private final InetSocketAddress target;
    private final EventLoops loops = EventLoops.of(Optional.empty(), "fault-proxy", 1);
    private final NettyLoop loop;
    private final Acceptor acceptor;
    private final PortHold hold;
    private final LiveFaults faults;
    private final CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile InetSocketAddress listen;
    // Loop only.
    private @Nullable Listening listening;
    private @Nullable Reconnector<Listening> rebinding;
    private boolean wanted;

    /** On a free port of the loopback interface, in front of {@code target}. */
    public FaultProxy(InetSocketAddress target, FaultPlan plan) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target, plan);
    }

    /**
     * @param listen where to listen; port 0 lets the system choose
     * @param target where to connect to for each connection; resolved each time where it is unresolved
     */
    public FaultProxy(InetSocketAddress listen, InetSocketAddress target, FaultPlan plan) {
        this.listen = listen;
        this.target = target;
        loop = new NettyLoop(loops.group().next());
        hold = new PortHold(loop);
        acceptor = new Acceptor(
                loops,
                SocketOptions.defaults(),
                Admission.defaults().withMaxConnections(CONNECTIONS, CONNECTIONS),
                Optional.empty());
        faults = new LiveFaults(plan, loop, this::refuse);
    }

    /**
     * Begins to accept. Once; later calls tell the same.
     *
     * @return where, the same through all refusals; or the bind failure
     */
    public CompletionStage<InetSocketAddress> listen() {
        loop.execute(() -> {
            if (!wanted) {
                wanted = true;
                bind();
            }
        });
        return address.minimalCompletionStage();
    }

    /** Steering by hand, and the log. */
    public LiveFaults faults() {
        return faults;
    }

    /** Stops listening and resets what is connected. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        loop.execute(() -> {
            wanted = false;
            faults.stop();
            unbind();
            hold.release();
            acceptor.close();
        });
    }

    private void bind() {
        var unused = acceptor.listen(listen, this::accept)
                .whenComplete((bound, failure) -> loop.execute(() -> {
                    if (bound == null) {
                        address.completeExceptionally(failure);
                    } else {
                        listening = bound;
                        listen = (InetSocketAddress) bound.address();
                        faults.start();
                        if (!wanted) {
                            unbind();
                        }
                        address.complete(listen);
                    }
                }));
    }

    private void refuse(boolean refusing) {
        if (refusing) {
            unbind();
            hold.take(listen);
        } else if (wanted && rebinding == null) {
            rebind();
        }
    }

    private void unbind() {
        Listening bound = listening;
        if (bound != null) {
            bound.close();
            listening = null;
        }
        Reconnector<Listening> again = rebinding;
        if (again != null) {
            again.close(); // closes what it bound
            rebinding = null;
        }
    }

    /** The system may hold the old socket for a moment longer than its close takes. */
    private void rebind() {
        Attempt<Listening> attempt = new Attempt<>() {
            @Override
            public CompletionStage<Listening> once() {
                hold.release();
                return acceptor.listen(listen, FaultProxy.this::accept);
            }

            @Override
            public CompletionStage<Failure> ended(Listening bound) {
                return new CompletableFuture<>(); // nothing but close ends it
            }

            @Override
            public void discard(Listening bound) {
                bound.close();
            }
        };
        ReconnectObserver<Listening> observer = new ReconnectObserver<>() {
            @Override
            public void gaveUp(Failure failure, int row) {
                LOG.warn("FAULT_PROXY_UNBOUND {} {}", listen, failure.why());
                rebinding = null;
            }
        };
        Reconnector<Listening> again = new Reconnector<>(
                attempt,
                RetryPolicy.fixed(REBIND_AFTER).withMaxAttempts(REBINDS),
                new TokenBucket(REBINDS, REBIND_AFTER),
                loop,
                RandomGenerator.getDefault(),
                observer);
        rebinding = again;
        again.start();
    }

    private void accept(SocketChannel near) {
        ProxiedConnection proxied = new ProxiedConnection(near, faults, loop);
        if (!proxied.start()) {
            return;
        }
        var unused = new Bootstrap()
                .group(loops.group())
                .channel(loops.socketChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // the relay comes when there is a peer
                    }
                })
                .connect(target)
                .addListener((ChannelFutureListener) attempt -> {
                    if (attempt.isSuccess()) {
                        proxied.join((SocketChannel) attempt.channel());
                    } else {
                        proxied.reset(); // as near as can be to a refusal, after the accept
                    }
                });
    }
}
