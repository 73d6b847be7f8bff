// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.channel;

import io.assaylink.transport.spi.ConnectionCore;
import io.assaylink.transport.spi.Link;
import io.assaylink.transport.tls.TlsWire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Counts what a Netty channel was given and what the kernel took of it. Event loop only. */
public final class ChannelWrites {
    private final Channel channel;
    private final ConnectionCore<?> core;
    private long queued;
    private long taken;
    private final Optional<TlsWire> tls;

    /**
     * Counts of this channel.
     *
     * @param tls what is below TLS, where there is TLS: what the kernel takes is encrypted
     */
    public ChannelWrites(Channel channel, ConnectionCore<?> core, Optional<TlsWire> tls) {
        this.tls = tls;
        this.channel = channel;
        this.core = core;
    }

    /** Writes without a flush; {@code done} as in {@link Link#write}. */
    public void write(Object message, long bytes, CompletableFuture<Void> done) {
        queued += bytes;
        var unused = channel.write(message).addListener((ChannelFutureListener) write -> ended(write, bytes, done));
    }

    private void ended(ChannelFuture write, long bytes, CompletableFuture<Void> done) {
        if (write.isSuccess()) {
            taken += bytes;
            core.written(bytes);
            done.complete(null);
        } else {
            queued -= bytes;
            core.sendFailed(done);
        }
    }

    public long pending() {
        return queued - taken;
    }

    /** Rises inside one large write too. */
    public long written() {
        if (tls.isPresent()) {
            return tls.get().written();
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return taken + (buffer == null ? 0 : buffer.currentProgress());
    }
}
