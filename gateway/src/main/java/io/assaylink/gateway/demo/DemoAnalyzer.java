// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import io.assaylink.gateway.sim.Analyzer;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpTransport;
import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * An instrument that measures one specimen after the other and keeps each result until it is acknowledged, as real ones do:
 * what was refused or not answered goes out again, before the next.
 */
final class DemoAnalyzer implements AutoCloseable {

    /** Makes the bytes of message number n. */
    interface Message {
        byte[] bytes(long number, LocalDateTime now);
    }

    private final Message message;
    private final LongFunction<String> specimen;
    private final Duration every;
    private final ScheduledExecutorService clock;
    private final TcpTransport<ByteBuffer> transport;
    private final Reconnector<Connection<ByteBuffer>> reconnector;
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean sending;
    private long number = 1; // clock only

    /**
     * An analyzer, not started.
     *
     * @param port of the gateway on loopback
     * @param machines makes the sending side of each connection
     * @param specimen id of message n
     * @param every from one acknowledged message to the next
     * @param clock one thread
     */
    DemoAnalyzer(
            int port,
            Supplier<Analyzer> machines,
            Message message,
            LongFunction<String> specimen,
            Duration every,
            ScheduledExecutorService clock,
            EventLoopGroup group) {
        this.message = message;
        this.specimen = specimen;
        this.every = every;
        this.clock = clock;
        transport = new TcpTransport<>(
                "127.0.0.1",
                port,
                Framing::none,
                ReceiveLimits.defaults(),
                TcpOptions.defaults().withGroup(group));
        reconnector = new Reconnector<>(
                Attempt.connecting(transport),
                RetryPolicy.fixed(Duration.ofSeconds(1)),
                TokenBucket.defaults(),
                new NettyLoop(group.next()),
                RandomGenerator.getDefault(),
                new ReconnectObserver<>() {
                    @Override
                    public void up(Connection<ByteBuffer> connection) {
                        Analyzer machine = machines.get();
                        connection.drive(machine);
                        clock.execute(() -> next(machine));
                    }

                    @Override
                    public void waiting(Failure failure, int row, Duration delay) {
                        // the result is kept; the next connection sends it
                    }
                });
    }

    void start() {
        reconnector.retryNow();
    }

    /** Specimens whose message was acknowledged, in order. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Finishes the message in progress and sends no other; completes then. */
    CompletableFuture<Void> finish() {
        stopping = true;
        clock.execute(() -> {
            if (!sending) {
                idle.complete(null);
            }
        });
        return idle;
    }

    @Override
    public void close() {
        reconnector.close();
        transport.close();
    }

    private void next(Analyzer machine) {
        if (stopping) {
            idle.complete(null);
            return;
        }
        sending = true;
        var unused = machine.send(message.bytes(number, LocalDateTime.now(ZoneId.systemDefault())))
                .whenCompleteAsync((sent, failure) -> sent(machine, sent), clock);
    }

    private void sent(Analyzer machine, Analyzer.Sent sent) {
        sending = false;
        if (sent.acknowledged()) {
            acknowledged.add(specimen.apply(number));
            number++;
        }
        if (stopping) {
            idle.complete(null);
        } else if (!sent.how().startsWith("the connection")) {
            var unused = clock.schedule(() -> next(machine), every.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
