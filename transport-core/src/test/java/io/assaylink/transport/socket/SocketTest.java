// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.loop.EventLoops;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Options as the kernel has them, names off the event loop. */
@Timeout(30)
class SocketTest {
    private static final SocketOptions OPTIONS = SocketOptions.defaults()
            .withKeepAlive(KeepAlive.of(Duration.ofSeconds(61), Duration.ofSeconds(11), 4))
            .withUserTimeout(Duration.ofSeconds(31))
            .withBuffers(32768, 16384);

    private static SocketChannel connected(EventLoops loops, SocketOptions options, ServerSocket server)
            throws Exception {
        CompletableFuture<SocketChannel> connected = new CompletableFuture<>();
        new Connector(loops, options, Optional.empty())
                .connect("127.0.0.1", server.getLocalPort(), connected, connected::complete);
        return connected.get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("T1: with epoll, keep-alive 60/10/3 and TCP_USER_TIMEOUT 30 s are what the kernel has, on both sides")
    void defaultsOnEpoll() throws Exception {
        assumeTrue(Epoll.isAvailable(), "SKIPPED: no native epoll on this machine");
        EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (EventLoops loops = EventLoops.of(Optional.of(epoll), "socket-test", 1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Acceptor acceptor =
                        new Acceptor(loops, SocketOptions.defaults(), Admission.defaults(), Optional.empty())) {
            SocketChannel near = connected(loops, SocketOptions.defaults(), server);
            CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
            InetSocketAddress bound = (InetSocketAddress)
                    acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), accepted::complete)
                            .toCompletableFuture()
                            .get()
                            .address();
            try (Socket peer = new Socket(bound.getAddress(), bound.getPort())) {
                SocketChannel far = accepted.get();
                for (SocketChannel channel : new SocketChannel[] {near, far}) {
                    assertThat(channel).isInstanceOf(EpollSocketChannel.class);
                    assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                            .isTrue();
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                            .isEqualTo(60);
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                            .isEqualTo(10);
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPCNT))
                            .isEqualTo(3);
                    assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                            .isEqualTo(30_000);
                    assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY))
                            .isTrue();
                }
                assertThat(peer.isConnected()).isTrue();
            }
            near.close().await();
        } finally {
            var unused = epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("T1: each setting of keep-alive, user timeout and buffers reaches the kernel with epoll")
    void settingsOnEpoll() throws Exception {
        assumeTrue(Epoll.isAvailable(), "SKIPPED: no native epoll on this machine");
        EventLoopGroup epoll = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (EventLoops loops = EventLoops.of(Optional.of(epoll), "socket-test", 1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketChannel channel = connected(loops, OPTIONS, server);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(61);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(11);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(4);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                    .isEqualTo(31_000);
            // Linux answers with twice what was asked for: socket(7)
            assertThat(channel.config().getOption(ChannelOption.SO_RCVBUF)).isBetween(32768, 65536);
            assertThat(channel.config().getOption(ChannelOption.SO_SNDBUF)).isBetween(16384, 32768);
            channel.close().await();
        } finally {
            var unused = epoll.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("T1: on the JDK's own sockets the times of keep-alive are set too")
    void settingsOnNio() throws Exception {
        EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (EventLoops loops = EventLoops.of(Optional.of(nio), "socket-test", 1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketChannel channel = connected(loops, OPTIONS, server);
            assertThat(channel).isInstanceOf(NioSocketChannel.class);
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assumeTrue(server.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)
                    || System.getProperty("os.name").contains("Linux"));
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(61);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)))
                    .isEqualTo(11);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)))
                    .isEqualTo(4);
            channel.close().await();
        } finally {
            var unused = nio.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void keepAliveCanBeOff() throws Exception {
        try (EventLoops loops = EventLoops.of(Optional.empty(), "socket-test", 1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SocketChannel channel = connected(loops, SocketOptions.defaults().withKeepAlive(KeepAlive.off()), server);
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isFalse();
            channel.close().await();
        }
    }

    @Test
    void timesThatNoKernelTakesAreRefused() {
        assertThatThrownBy(() -> KeepAlive.of(Duration.ofMillis(999), Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeepAlive.of(Duration.ofSeconds(1), Duration.ofSeconds(1), 128))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SocketOptions.defaults().withConnectTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Admission.defaults().withMaxConnections(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("T5: a resolver that hangs holds no event loop, and the connect timeout bounds it")
    void hangingResolver() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<Thread> asked = new CompletableFuture<>();
        try (EventLoops loops = EventLoops.of(Optional.empty(), "socket-test", 1)) {
            SocketOptions options = SocketOptions.defaults().withConnectTimeout(Duration.ofMillis(100));
            CompletableFuture<SocketChannel> outcome = new CompletableFuture<>();
            Connector connector = new Connector(loops, options, Optional.empty(), host -> {
                asked.complete(Thread.currentThread());
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return InetAddress.getLoopbackAddress();
            });
            connector.connect("slow.example", 1, outcome, outcome::complete);
            assertThat(asked.get().getName()).startsWith("names");
            assertThat(loops.group().submit(() -> "free").get(20, TimeUnit.SECONDS))
                    .isEqualTo("free");
            assertThatThrownBy(() -> outcome.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ConnectFailedException.class,
                            failed -> assertThat(failed.reason())
                                    .isEqualTo(new CloseReason.Lost("name resolution timed out", false)));
        } finally {
            answer.countDown();
        }
    }

    @Test
    void aCancelledConnectLeavesNoConnection() throws Exception {
        try (EventLoops loops = EventLoops.of(Optional.empty(), "socket-test", 1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(20_000);
            CompletableFuture<SocketChannel> outcome = new CompletableFuture<>();
            CountDownLatch cancelled = new CountDownLatch(1);
            loops.group().execute(() -> {
                try {
                    cancelled.await(); // the connect cannot end before
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            new Connector(loops, SocketOptions.defaults(), Optional.empty())
                    .connect("127.0.0.1", server.getLocalPort(), outcome, outcome::complete);
            outcome.cancel(false);
            cancelled.countDown();
            SocketChannel next = connected(loops, SocketOptions.defaults(), server);
            boolean nextCame = false;
            while (!nextCame) { // the cancelled one never came, or is at its end
                try (Socket peer = server.accept()) {
                    nextCame = peer.getPort() == next.localAddress().getPort();
                    if (!nextCame) {
                        assertThat(peer.getInputStream().read()).isEqualTo(-1);
                    }
                }
            }
        }
    }
}
