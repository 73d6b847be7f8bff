// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.fault.plan.Fault;
import io.assaylink.transport.fault.plan.Fault.Direction;
import io.assaylink.transport.fault.plan.FaultPlan;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault on real sockets, whose two ends are the operating system's own. Times are lower bounds only. */
@Timeout(30)
class FaultProxyTest {
    private static final int PATIENCE = 20_000;

    private ServerSocket server = unbound();
    private FaultProxy proxy = new FaultProxy(new InetSocketAddress(0), FaultPlan.none());

    private static ServerSocket unbound() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private record Ends(Socket near, Socket far) implements AutoCloseable {
        String farReads(int count) throws IOException {
            return read(far, count);
        }

        String nearReads(int count) throws IOException {
            return read(near, count);
        }

        private static String read(Socket from, int count) throws IOException {
            return new String(from.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
        }

        void nearSends(String text) throws IOException {
            near.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void farSends(String text) throws IOException {
            far.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    @BeforeEach
    void replaceProxy() {
        proxy.close();
    }

    @AfterEach
    void closeAll() throws IOException {
        proxy.close();
        server.close();
    }

    private InetSocketAddress listen(FaultPlan plan) throws Exception {
        proxy = new FaultProxy(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), plan);
        return proxy.listen().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private Ends open(Fault... faults) throws Exception {
        return join(listen(FaultPlan.script(faults)));
    }

    private Ends join(InetSocketAddress address) throws IOException {
        Socket near = connect(address);
        Socket far = server.accept();
        far.setSoTimeout(PATIENCE);
        return new Ends(near, far);
    }

    private static void await(CompletionStage<Void> effect) throws Exception {
        effect.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Nothing is there to be read: what would come would have come with what was read before. */
    private static void assertNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE);
    }

    @Test
    void withoutFaultsItIsAProxy() throws Exception {
        try (Ends ends = open()) {
            ends.nearSends("out");
            assertThat(ends.farReads(3)).isEqualTo("out");
            ends.farSends("in");
            assertThat(ends.nearReads(2)).isEqualTo("in");
            ends.near.shutdownOutput();
            assertThat(ends.far.getInputStream().read()).isEqualTo(-1);
            ends.farSends("answer to the end");
            ends.far.shutdownOutput();
            assertThat(ends.near.getInputStream().readAllBytes()).asString().isEqualTo("answer to the end");
            assertThat(proxy.faults().events()).isEmpty();
        }
    }

    @Test
    void everyByteOfALargeTransferComesThrough() throws Exception {
        try (Ends ends = open(
                new Fault.Split(Direction.OUT, 0, 700, Duration.ZERO),
                new Fault.Delay(Direction.OUT, 9, Duration.ofMillis(1)))) {
            byte[] all = new byte[1 << 20];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) (i * 31);
            }
            Thread writer = new Thread(() -> {
                try {
                    ends.near.getOutputStream().write(all);
                    ends.near.shutdownOutput();
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            writer.start();
            assertThat(ends.far.getInputStream().readAllBytes()).isEqualTo(all);
            writer.join();
        }
    }

    @Test
    void splitAndCut() throws Exception {
        try (Ends ends = open(new Fault.Cut(Direction.OUT, 1), new Fault.Split(Direction.OUT, 1, 2, Fault.FOREVER))) {
            ends.nearSends("abcdef");
            assertThat(ends.farReads(3)).isEqualTo("abc");
            assertNothingComes(ends.far);
            proxy.faults().heal();
            assertThat(ends.farReads(3)).isEqualTo("def");
        }
    }

    @Test
    void coalesce() throws Exception {
        try (Ends ends = open(new Fault.Coalesce(Direction.OUT, 0, 6, Fault.FOREVER))) {
            ends.nearSends("abc");
            assertNothingComes(ends.far);
            ends.nearSends("def");
            assertThat(ends.farReads(6)).isEqualTo("abcdef");
        }
    }

    @Test
    void delayAndThrottle() throws Exception {
        try (Ends ends = open(
                new Fault.Delay(Direction.OUT, 0, Duration.ofMillis(30)), new Fault.Throttle(Direction.IN, 0, 200))) {
            long sent = System.nanoTime();
            ends.nearSends("a");
            assertThat(ends.farReads(1)).isEqualTo("a");
            assertThat(System.nanoTime() - sent)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
            long begun = System.nanoTime();
            ends.farSends("x".repeat(30));
            assertThat(ends.nearReads(30)).hasSize(30);
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
        }
    }

    @Test
    @DisplayName("T6: a partition by hand, healed by hand, loses nothing")
    void blackHole() throws Exception {
        try (Ends ends = open()) {
            ends.nearSends("a");
            assertThat(ends.farReads(1)).isEqualTo("a");
            ends.farSends("1");
            assertThat(ends.nearReads(1)).isEqualTo("1");
            await(proxy.faults().inject(new Fault.BlackHole(Direction.BOTH, 0, Fault.FOREVER)));
            ends.nearSends("b");
            ends.farSends("2");
            ends.near.shutdownOutput();
            assertNothingComes(ends.far);
            assertNothingComes(ends.near);
            proxy.faults().heal();
            assertThat(ends.farReads(5)).isEqualTo("b");
            assertThat(ends.nearReads(1)).isEqualTo("2");
        }
    }

    @Test
    @DisplayName("T4: half-closed, the other direction lives")
    void halfClose() throws Exception {
        try (Ends ends = open(new Fault.HalfClose(Direction.OUT, 3))) {
            ends.nearSends("abcdef");
            assertThat(ends.far.getInputStream().readAllBytes()).asString().isEqualTo("abc");
            ends.farSends("still here");
            assertThat(ends.nearReads(10)).isEqualTo("still here");
        }
    }

    @Test
    @DisplayName("T2: reset at byte k, both ends are told")
    void reset() throws Exception {
        try (Ends ends = open(new Fault.Reset(Direction.OUT, 3))) {
            ends.nearSends("abcdef");
            assertThatThrownBy(() -> ends.near.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> ends.far.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void resetOfOneEndIsToldToTheOther() throws Exception {
        try (Ends ends = open()) {
            ends.near.setSoLinger(true, 0);
            ends.near.close();
            assertThatThrownBy(() -> ends.far.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void corruptAndDuplicate() throws Exception {
        try (Ends ends = open(new Fault.Corrupt(Direction.OUT, 1, 0x20), new Fault.Duplicate(Direction.IN, 1, 2))) {
            ends.nearSends("abc");
            assertThat(ends.farReads(3)).isEqualTo("aBc");
            ends.farSends("abcd");
            assertThat(ends.nearReads(6)).isEqualTo("abcbcd");
        }
    }

    @Test
    @DisplayName("X-10: a peer that accepts and drops; the target is not bothered")
    void acceptThenClose() throws Exception {
        InetSocketAddress address = listen(FaultPlan.scripts(List.of(List.of(new Fault.AcceptThenClose()), List.of())));
        try (Socket dropped = connect(address)) {
            dropped.getOutputStream().write('x');
            assertThat(dropped.getInputStream().read()).isEqualTo(-1);
        }
        try (Ends ends = join(address)) {
            ends.nearSends("second");
            assertThat(ends.farReads(6)).isEqualTo("second");
        }
    }

    @Test
    @DisplayName("T15: a close that is never answered")
    void holdClose() throws Exception {
        try (Ends ends = open(new Fault.HoldClose(Direction.IN))) {
            ends.near.shutdownOutput();
            assertThat(ends.far.getInputStream().read()).isEqualTo(-1);
            ends.farSends("bye");
            ends.far.close();
            assertThat(ends.nearReads(3)).isEqualTo("bye");
            assertNothingComes(ends.near);
            proxy.faults().heal();
            assertThat(ends.near.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("T5: connects are refused for a while, live connections stay, the port is the same afterwards")
    void refuse() throws Exception {
        InetSocketAddress address = listen(FaultPlan.none());
        try (Ends ends = join(address)) {
            ends.nearSends("a");
            assertThat(ends.farReads(1)).isEqualTo("a");
            await(proxy.faults().refuse(Fault.FOREVER));
            ends.nearSends("b");
            assertThat(ends.farReads(1)).isEqualTo("b");
            awaitRefusal(address);
            proxy.faults().heal();
            try (Socket again = patientConnect(address)) {
                assertThat(again.isConnected()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("the port on which connects are refused is kept: the system gives it to nobody else")
    void refusedPortIsKept() throws Exception {
        InetSocketAddress address = listen(FaultPlan.none());
        await(proxy.faults().refuse(Fault.FOREVER));
        awaitRefusal(address);
        boolean free = true;
        while (free) { // for a moment, until it is taken again
            try (Socket other = new Socket()) {
                other.setReuseAddress(false);
                other.bind(address);
            } catch (BindException kept) {
                free = false;
            }
        }
        proxy.faults().heal();
        try (Socket again = patientConnect(address)) {
            assertThat(again.isConnected()).isTrue();
        }
    }

    /** The selector lets go of a closed socket at its next turn; the kernel may take a connect until then. */
    private void awaitRefusal(InetSocketAddress address) throws IOException {
        while (true) {
            try {
                connect(address).close();
            } catch (ConnectException refused) {
                return;
            }
        }
    }

    /** The port comes back on another thread. */
    private Socket patientConnect(InetSocketAddress address) throws IOException {
        while (true) {
            try {
                return connect(address);
            } catch (ConnectException notYet) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aTargetThatIsNotThereIsAReset() throws Exception {
        InetSocketAddress address = listen(FaultPlan.none());
        server.close();
        try (Socket near = connect(address)) {
            assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    @DisplayName("T13: a port in use is a typed failure of the start")
    void portInUse() throws Exception {
        InetSocketAddress taken = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        proxy = new FaultProxy(taken, taken, FaultPlan.none());
        var bound = proxy.listen().toCompletableFuture();
        assertThatThrownBy(() -> bound.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(BindException.class);
    }

    @Test
    void closeResetsWhatIsConnected() throws Exception {
        try (Ends ends = open()) {
            ends.nearSends("a");
            assertThat(ends.farReads(1)).isEqualTo("a");
            proxy.close();
            assertThatThrownBy(() -> ends.near.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> ends.far.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }
}
