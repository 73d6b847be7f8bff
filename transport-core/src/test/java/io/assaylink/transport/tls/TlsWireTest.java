// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.TlsFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a link is told from below TLS. */
class TlsWireTest {

    private static SslHandler ssl() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(false);
        return new SslHandler(engine);
    }

    @Test
    @DisplayName(
            "design 4: liveness is counted below TLS: bytes of a record that is not whole are life, and no message")
    void lifeBelowTls() throws Exception {
        SslHandler ssl = ssl();
        TlsWire wire = new TlsWire(ssl, true);
        AtomicInteger life = new AtomicInteger();
        wire.onBytes(life::incrementAndGet);
        EmbeddedChannel channel = new EmbeddedChannel(wire, ssl);
        for (byte b : new byte[] {22, 3, 1, 0, 100}) {
            assertThat(channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b})))
                    .isFalse();
        }
        assertThat(life).hasValue(5);
        channel.finishAndReleaseAll();
    }

    @Test
    @DisplayName("T10: progress of writing is counted below TLS, record by record")
    void progressBelowTls() throws Exception {
        TlsWire wire = new TlsWire(ssl(), true);
        EmbeddedChannel channel = new EmbeddedChannel(wire);
        assertThat(wire.written()).isZero();
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[100]));
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[20]));
        assertThat(wire.written()).isEqualTo(120);
        channel.finishAndReleaseAll();
    }

    @Test
    @DisplayName("RFC 8446 6.1: an end is in order behind close_notify alone")
    void ends() throws Exception {
        TlsWire truncated = new TlsWire(ssl(), true);
        assertThat(truncated.end(ChannelInputShutdownEvent.INSTANCE, true))
                .contains(new TlsFailed(TlsFault.TLS_TRUNCATED, "", true));
        TlsWire ended = new TlsWire(ssl(), true);
        assertThat(ended.end("something else", false)).isEmpty();
        assertThat(ended.end(SslCloseCompletionEvent.SUCCESS, false)).isPresent();
        assertThat(ended.end(ChannelInputShutdownEvent.INSTANCE, false)).isEmpty();
    }

    @Test
    @DisplayName("RFC 5246 6.2.1: kinds of records are told however the network cut them")
    void records() {
        byte[] traffic = {22, 3, 3, 0, 2, 23, 22, 23, 3, 3, 0, 1, 22, 21, 3, 3, 0, 2, 1, 0, 22, 3, 3, 0, 1, 9};
        for (int size = 1; size <= traffic.length; size++) {
            TlsRecords records = new TlsRecords();
            boolean accepted = true;
            for (int at = 0; at < traffic.length; at += size) {
                if (at >= 7) {
                    records.refuseHandshakes();
                }
                ByteBuf piece = Unpooled.wrappedBuffer(traffic, at, Math.min(size, traffic.length - at));
                accepted &= records.accept(piece);
                assertThat(piece.readableBytes()).isPositive();
            }
            // the handshake record at 20 is the one that counts, those inside of records are none
            assertThat(accepted).as("cut every %d", size).isEqualTo(size > 20);
        }
    }
}
