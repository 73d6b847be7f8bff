// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import io.assaylink.transport.Connection;
import io.assaylink.transport.Transport;
import io.assaylink.transport.TransportServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a {@link Reconnector} repeats: to bring one {@code S} about, once.
 *
 * @param <S> a connection, an authenticated session, a bound listener
 */
public interface Attempt<S> {

    /** Tries once, bounded by itself. Completes when it is ready for use, its handshake included. */
    CompletionStage<S> once();

    /** Completes when it is over, with why. */
    CompletionStage<Failure> ended(S brought);

    /** Gives back what came about too late. */
    void discard(S brought);

    /** Bare connections of a transport. */
    static <M> Attempt<Connection<M>> connecting(Transport<M> transport) {
        return new Attempt<>() {
            @Override
            public CompletionStage<Connection<M>> once() {
                return transport.connect();
            }

            @Override
            public CompletionStage<Failure> ended(Connection<M> brought) {
                return brought.closed().thenApply(Failure::of);
            }

            @Override
            public void discard(Connection<M> brought) {
                var unused = brought.close(Duration.ofSeconds(1));
            }
        };
    }

    /**
     * A listener, under the same policy as connections are: a port that is in use is tried again. What is brought is up
     * until it is closed; closing it closes its server, and with it what the server accepted, bounded.
     *
     * @param servers makes the server of one attempt, so that a name is resolved anew; what it throws is the attempt's
     *     failure
     * @param onConnection as in {@link TransportServer#listen}
     */
    static <M> Attempt<TransportServer.Listening> listening(
            Callable<? extends TransportServer<M>> servers, Consumer<Connection<M>> onConnection) {
        return new ListenAttempt<>(servers, onConnection);
    }
}
