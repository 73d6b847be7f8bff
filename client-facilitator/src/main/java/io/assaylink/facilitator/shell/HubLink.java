// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Machine;
import io.assaylink.transport.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a session, by epoch: at most one that is wanted, and one that is on its way out. Thread-safe; frames
 * leave in the order of the calls.
 */
final class HubLink<M> {

    /** Called on the connection's event loop. */
    interface Listener {

        void connected(long epoch);

        void frame(long epoch, byte[] bytes);

        void badFrame(long epoch, EnvelopeException bad);

        void disconnected(long epoch, CloseReason reason);
    }

    private final Transport<M> transport;
    private final Frames<M> frames;
    private final Duration closeTimeout;
    private final Listener listener;
    private final Map<Long, Machine.Driver<M>> drivers = new ConcurrentHashMap<>();

    HubLink(Transport<M> transport, Frames<M> frames, Duration closeTimeout, Listener listener) {
        this.transport = transport;
        this.frames = frames;
        this.closeTimeout = closeTimeout;
        this.listener = listener;
    }

    void connect(long epoch) {
        CompletionStage<Connection<M>> connecting;
        try {
            connecting = transport.connect();
        } catch (RuntimeException failure) {
            connecting = CompletableFuture.failedFuture(failure);
        }
        var unused = connecting.whenComplete((connection, failure) -> {
            if (failure != null) {
                listener.disconnected(epoch, reason(failure));
            } else {
                connection.drive(new Receiver(epoch));
            }
        });
    }

    CompletionStage<Void> send(long epoch, byte[] frame) {
        Machine.@Nullable Driver<M> driver = drivers.get(epoch);
        if (driver == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("epoch " + epoch + " is over"));
        }
        return driver.connection().outbound().send(frames.text(frame));
    }

    void disconnect(long epoch, int code, String text) {
        Machine.@Nullable Driver<M> driver = drivers.get(epoch);
        if (driver != null) {
            driver.execute(() -> driver.close(new CloseReason.Local(code, text), closeTimeout));
        }
    }

    private static CloseReason reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ConnectFailedException refused
                ? refused.reason()
                : new CloseReason.Lost(cause.getClass().getSimpleName(), false);
    }

    private final class Receiver implements Machine<M> {
        private final long epoch;

        Receiver(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void opened(Driver<M> driver, long now) {
            drivers.put(epoch, driver);
            listener.connected(epoch);
        }

        @Override
        public void received(M message, long now) {
            Optional<byte[]> utf8 = frames.utf8(message);
            if (utf8.isPresent()) {
                listener.frame(epoch, utf8.get());
            } else {
                listener.badFrame(epoch, EnvelopeException.binary());
            }
        }

        @Override
        public void closed(CloseReason reason, long now) {
            drivers.remove(epoch);
            listener.disconnected(epoch, reason);
        }
    }
}
