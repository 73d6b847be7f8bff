// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import io.assaylink.transport.tcp.TcpTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request of 200 bytes and its answer over loopback: our connections on both ends, beside the floor, Netty's channels with
 * a handler that counts bytes on one end and one that writes back what it reads on the other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TcpBenchmark {
    private static final int MANY = 4096;
    private static final int SIZE = RoundTrips.REQUEST.length;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Whose connections. */
    @Param({"assaylink", "netty"})
    public String stack = "assaylink";

    private final RoundTrips trips = new RoundTrips();
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private Consumer<byte[]> sender = request -> {};

    /** Opens a connection and makes sure that an answer is as long as the request. */
    @Setup
    public void prepare() throws Exception {
        sender = stack.equals("netty") ? netty() : assaylink();
        if (oneInFlight() != SIZE) {
            throw new IllegalStateException("another answer");
        }
    }

    @TearDown
    public void close() {
        opened.forEach(Runnable::run);
    }

    /** The caller sends, waits, and is woken by the answer. */
    @Benchmark
    public int oneInFlight() throws Exception {
        return trips.run(1, 1, sender);
    }

    /** The share of one among 256 in flight. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int manyInFlight() throws Exception {
        return trips.run(MANY, 256, sender);
    }

    private Consumer<byte[]> assaylink() throws Exception {
        TcpServer<byte[]> server =
                new TcpServer<>(ANY_PORT, Fixed::new, ReceiveLimits.defaults(), TcpOptions.defaults());
        opened.addFirst(server::close);
        InetSocketAddress address = (InetSocketAddress) server.listen(connection -> connection.drive(new Echo()))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        TcpTransport<byte[]> transport = new TcpTransport<>(
                "127.0.0.1", address.getPort(), Fixed::new, ReceiveLimits.defaults(), TcpOptions.defaults());
        opened.addFirst(transport::close);
        Connection<byte[]> connection =
                transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
        opened.addFirst(() -> {
            var unused = connection.close(Duration.ofSeconds(1));
        });
        connection.drive(new Asking(trips));
        return request -> {
            var unused = connection.outbound().send(request);
        };
    }

    private Consumer<byte[]> netty() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
        opened.addFirst(() -> {
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(initializer(new WritesBack()))
                .bind(ANY_PORT)
                .sync()
                .channel();
        Channel client = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(initializer(new Counts(trips)))
                .connect(server.localAddress())
                .sync()
                .channel();
        return request -> {
            var unused = client.writeAndFlush(Unpooled.wrappedBuffer(request));
        };
    }

    private static ChannelInitializer<Channel> initializer(ChannelInboundHandlerAdapter handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                var unused = channel.pipeline().addLast(handler);
            }
        };
    }

    private static final class WritesBack extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            var unused = context.write(read);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            var unused = context.flush();
        }
    }

    private static final class Counts extends ChannelInboundHandlerAdapter {
        private final RoundTrips trips;
        private int bytes;

        Counts(RoundTrips trips) {
            this.trips = trips;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            ByteBuf buffer = (ByteBuf) read;
            bytes += buffer.readableBytes();
            buffer.release();
            for (; bytes >= SIZE; bytes -= SIZE) {
                if (trips.answered(SIZE)) {
                    var unused = context.write(Unpooled.wrappedBuffer(RoundTrips.REQUEST));
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            var unused = context.flush();
        }
    }

    /** Messages of one size. */
    private static final class Fixed implements Framing<byte[]> {
        private byte[] message = new byte[SIZE];
        private int held;

        @Override
        public void decode(ByteBuffer in, Consumer<byte[]> out) {
            while (in.hasRemaining()) {
                int run = Math.min(SIZE - held, in.remaining());
                in.get(message, held, run);
                held += run;
                if (held == SIZE) {
                    byte[] whole = message;
                    message = new byte[SIZE];
                    held = 0;
                    out.accept(whole);
                }
            }
        }

        @Override
        public long inTransit() {
            return held;
        }

        @Override
        public ByteBuffer encode(byte[] whole) {
            return ByteBuffer.wrap(whole);
        }
    }

    private static class Echo implements Machine<byte[]> {
        private Optional<Driver<byte[]>> driver = Optional.empty();

        @Override
        public void opened(Driver<byte[]> given, long now) {
            driver = Optional.of(given);
        }

        void send(byte[] message) {
            driver.orElseThrow().send(message);
        }

        @Override
        public void received(byte[] message, long now) {
            send(message);
        }

        @Override
        public void closed(CloseReason reason, long now) {
            // the benchmark is over
        }
    }

    private static final class Asking extends Echo {
        private final RoundTrips trips;

        Asking(RoundTrips trips) {
            this.trips = trips;
        }

        @Override
        public void received(byte[] message, long now) {
            if (trips.answered(message.length)) {
                send(RoundTrips.REQUEST);
            }
        }
    }
}
