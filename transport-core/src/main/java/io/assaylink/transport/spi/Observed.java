// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ConnectionStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on one connection, counted and told. What the observer throws is contained: it changes nothing for the
 * connection. Written out call by call, for a call made through a lambda allocates one: ObservedTest. Loop only, but for
 * {@link #snapshot}.
 */
final class Observed {
    private static final Logger LOG = LoggerFactory.getLogger(Observed.class);

    private final Connection<?> connection;
    private final Counters counters = new Counters();
    private ConnectionObserver observer = ConnectionObserver.NONE;

    Observed(Connection<?> connection) {
        this.connection = connection;
    }

    ConnectionStats snapshot() {
        return counters.snapshot();
    }

    void opened(ConnectionObserver by) {
        observer = by;
        try {
            by.opened(connection);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void bytesIn(long count) {
        counters.bytesIn(count);
        try {
            observer.bytesIn(connection, count);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void bytesOut(long count) {
        counters.bytesOut(count);
        try {
            observer.bytesOut(connection, count);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void received(long bytes, long inTransitNanos) {
        counters.messageIn();
        try {
            observer.received(connection, bytes, inTransitNanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void sent() {
        counters.messageOut();
        try {
            observer.sent(connection);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void idle(long quietNanos) {
        try {
            observer.idle(connection, quietNanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void stalled(long bytesSoFar, long quietNanos) {
        try {
            observer.stalled(connection, bytesSoFar, quietNanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** Looks at how long we have been the ones not reading, in all. */
    void pausedFor(long totalNanos) {
        counters.pausedNanos(totalNanos);
    }

    void paused() {
        try {
            observer.paused(connection);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void resumed(long pausedNanos) {
        try {
            observer.resumed(connection, pausedNanos);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    void closed(CloseReason reason) {
        try {
            observer.closed(connection, reason);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** The text of the failure is not logged: it may hold anything. */
    private void failed(Throwable failure) {
        if (counters.observerFailed() == 1) {
            LOG.error(
                    "OBSERVER_FAILED {} {}",
                    connection.name(),
                    failure.getClass().getName());
        }
    }
}
