// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.handshake;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A proxy that is asked with CONNECT (RFC 9110 9.3.6) for a way to the server, for {@code ws} and {@code wss} alike. TLS
 * goes through it to the server, whose certificate must be for the server's name. The way to the proxy itself is plain; the
 * server's name is looked up by the proxy.
 *
 * @param host of the proxy, a name or a literal address
 * @param port 1 to 65535
 * @param login asked before each attempt, on the thread that connects: it must not block, its stage may complete later;
 *     empty: the proxy wants none
 */
public record HttpProxy(String host, int port, Optional<Supplier<? extends CompletionStage<ProxyLogin>>> login) {

    public HttpProxy {
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a proxy has a host and a port");
        }
    }

    /** A proxy that wants no login. */
    public static HttpProxy of(String host, int port) {
        return new HttpProxy(host, port, Optional.empty());
    }

    /** A login that is known when it is asked for. */
    public HttpProxy withLogin(Supplier<ProxyLogin> value) {
        return withLoginLater(() -> CompletableFuture.completedStage(value.get()));
    }

    /** A login that somebody else has to be asked for. */
    public HttpProxy withLoginLater(Supplier<? extends CompletionStage<ProxyLogin>> value) {
        return new HttpProxy(host, port, Optional.of(value));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
