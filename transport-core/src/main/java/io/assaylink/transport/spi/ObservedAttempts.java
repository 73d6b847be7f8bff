// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Refusal;
import java.net.SocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an observer what came to no connection, and contains what it throws. One per transport or server; thread-safe. */
public final class ObservedAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedAttempts.class);

    private final ConnectionObserver observer;
    private final AtomicBoolean said = new AtomicBoolean();

    public ObservedAttempts(ConnectionObserver observer) {
        this.observer = observer;
    }

    /** Tells it where {@code outcome} fails with {@link ConnectFailedException}; nothing else is a failed connect. */
    public void connect(String to, CompletionStage<?> outcome) {
        var unused = outcome.whenComplete((connection, failure) -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof ConnectFailedException failed) {
                tell(() -> observer.connectFailed(to, failed.reason()));
            }
        });
    }

    /** A peer that was not let in. */
    public void refused(SocketAddress peer, Refusal why) {
        tell(() -> observer.refused(peer, why));
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            if (said.compareAndSet(false, true)) {
                LOG.error("OBSERVER_FAILED {}", failure.getClass().getName());
            }
        }
    }
}
