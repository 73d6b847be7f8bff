// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Inbound;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Received;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The pull forms, all of them on top of {@link Pulled#ask}. */
final class PulledInbound<M> implements Inbound<M> {
    private final Host<M> host;
    private final Pulled<M> pulled;
    private final Duration idle;

    PulledInbound(Host<M> host, Pulled<M> pulled) {
        this.host = host;
        this.pulled = pulled;
        idle = host.limits().idle();
    }

    @Override
    public ReceiveOutcome<M> receive() throws InterruptedException {
        return receive(idle);
    }

    @Override
    public ReceiveOutcome<M> receive(Duration quiet) throws InterruptedException {
        if (host.loop().inLoop()) {
            throw new IllegalStateException(
                    "receive on the event loop of " + host.connection().name() + " would wait for itself");
        }
        Waiter<M> waiter = pulled.ask(quiet);
        try {
            return waiter.get();
        } catch (InterruptedException interrupted) {
            if (waiter.detach()) {
                throw interrupted;
            }
            Thread.currentThread().interrupt(); // too late: the outcome is ours, the interrupt is for the next wait
            return waiter.join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public CompletionStage<ReceiveOutcome<M>> receiveAsync(Duration quiet) {
        return pulled.ask(quiet);
    }

    @Override
    public Iterator<M> iterator() {
        return new Messages();
    }

    @Override
    public Iterable<ReceiveOutcome<M>> outcomes(Duration quiet) {
        return () -> new Outcomes(quiet);
    }

    @Override
    public Flow.Publisher<M> asPublisher() {
        return new MessagePublisher<>(this);
    }

    private ReceiveOutcome<M> await(Duration quiet) {
        try {
            return receive(quiet);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted; nothing was lost");
            cancelled.initCause(interrupted);
            throw cancelled;
        }
    }

    private final class Outcomes implements Iterator<ReceiveOutcome<M>> {
        private final Duration quiet;
        private boolean ended;

        Outcomes(Duration quiet) {
            this.quiet = quiet;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public ReceiveOutcome<M> next() {
            if (ended) {
                throw new NoSuchElementException("closed");
            }
            ReceiveOutcome<M> outcome = await(quiet);
            ended = outcome instanceof Closed;
            return outcome;
        }
    }

    private final class Messages implements Iterator<M> {
        private @Nullable M next;
        private boolean ended;

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                ReceiveOutcome<M> outcome = await(idle);
                if (outcome instanceof Received<M> received) {
                    next = received.message();
                }
                ended = outcome instanceof Closed;
            }
            return !ended;
        }

        @Override
        public M next() {
            M message = hasNext() ? next : null;
            if (message == null) {
                throw new NoSuchElementException("closed");
            }
            next = null;
            return message;
        }
    }
}
