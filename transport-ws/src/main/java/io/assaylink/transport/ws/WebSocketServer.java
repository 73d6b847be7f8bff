// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.TransportServer;
import io.assaylink.transport.loop.EventLoops;
import io.assaylink.transport.socket.Acceptor;
import io.assaylink.transport.spi.ObservedAttempts;
import io.assaylink.transport.ws.upgrade.Handshakes;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Accepts WebSocket connections at one path. Thread-safe. */
public final class WebSocketServer implements TransportServer<WebSocketMessage> {
    private static final int LINE = 4096;
    private static final int HEADERS = 16 << 10;
    private static final int CHUNK = 8192;

    private final SocketAddress address;
    private final ReceiveLimits limits;
    private final WebSocketServerOptions options;
    private final Acceptor acceptor;
    private final Handshakes handshakes;
    private final ObservedAttempts attempts;

    /**
     * @param address where to listen; port 0 lets the system choose
     */
    public WebSocketServer(SocketAddress address, ReceiveLimits limits, WebSocketServerOptions options) {
        this.address = address;
        this.limits = limits;
        this.options = options;
        handshakes = new Handshakes(options.maxHandshakes());
        attempts = new ObservedAttempts(options.socket().observer());
        acceptor = new Acceptor(
                EventLoops.of(options.group(), "ws-server", 2), options.socket(), options.admission(), options.tls());
    }

    @Override
    public CompletionStage<Listening> listen(Consumer<Connection<WebSocketMessage>> onConnection) {
        return acceptor.listen(address, channel -> accept(channel, onConnection));
    }

    private void accept(SocketChannel channel, Consumer<Connection<WebSocketMessage>> onConnection) {
        ServerHandshake handshake = new ServerHandshake(options, handshakes, limits, attempts, core -> {
            acceptor.register(core);
            onConnection.accept(core);
        });
        var unused = channel.pipeline().addLast(new HttpServerCodec(LINE, HEADERS, CHUNK), handshake);
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
