// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.TlsFault;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Behind an {@link SslHandler} until the handshake is over, then gone. Takes the exceptions, whose texts may hold what the
 * peer sent and which nobody else would, and ends a handshake whose peer hung up. Event loop only.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final Consumer<Optional<TlsFailed>> done;
    private boolean told;

    HandshakeWatch(Consumer<Optional<TlsFailed>> done) {
        this.done = done;
    }

    void follow(SslHandler ssl, SocketChannel channel) {
        var unused = ssl.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                var unusedRemove = channel.pipeline().remove(this);
                tell(Optional.empty());
            } else {
                tell(Optional.of(TlsFaults.ofHandshake(handshake.cause())));
            }
        });
    }

    private void tell(Optional<TlsFailed> outcome) {
        if (!told) {
            told = true;
            done.accept(outcome);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            tell(Optional.of(new TlsFailed(TlsFault.TLS_HANDSHAKE_ENDED, "", false)));
            var unused = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        // the handshake's future tells it
    }
}
