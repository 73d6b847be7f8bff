// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.loop.VirtualLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortHoldTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final PortHold hold = new PortHold(loop);

    @AfterEach
    void release() {
        hold.release();
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Fails where somebody has the port. */
    private static void bind(InetSocketAddress address) throws IOException {
        try (Socket other = new Socket()) {
            other.setReuseAddress(false);
            other.bind(address);
        }
    }

    @Test
    void aPortThatIsHeldIsNobodyElses() throws IOException {
        InetSocketAddress address;
        try (ServerSocket listener = listener()) {
            address = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        bind(address);

        hold.take(address);
        assertThatThrownBy(() -> bind(address)).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(ConnectException.class);

        hold.release();
        bind(address);
        assertThat(loop.waiting()).isZero();
    }

    @Test
    void itIsHeldAsSoonAsItIsFree() throws IOException {
        InetSocketAddress address;
        try (ServerSocket listener = listener()) {
            address = (InetSocketAddress) listener.getLocalSocketAddress();
            hold.take(address);
            loop.advance(Duration.ofMillis(20));
        }
        bind(address);
        loop.advance(Duration.ofMillis(1));
        assertThatThrownBy(() -> bind(address)).isInstanceOf(BindException.class);
    }

    @Test
    void whatIsNeverFreeIsNotTriedForEver() throws IOException {
        try (ServerSocket listener = listener()) {
            hold.take((InetSocketAddress) listener.getLocalSocketAddress());
            loop.advance(Duration.ofSeconds(1));
            assertThat(loop.waiting()).isZero();
            assertThat(loop.fired()).isEqualTo(49);
        }
    }
}
