// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Inbound;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Received;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Messages to one subscriber; one receive is outstanding while there is demand, none without. */
final class MessagePublisher<M> implements Flow.Publisher<M> {
    private static final Duration UNTIL_SOMETHING_COMES = Duration.ofDays(36500);

    private final Inbound<M> inbound;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    MessagePublisher(Inbound<M> inbound) {
        this.inbound = inbound;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super M> subscriber) {
        if (!subscribed.compareAndSet(false, true)) {
            subscriber.onSubscribe(new Refused());
            subscriber.onError(new IllegalStateException("one subscriber only"));
            return;
        }
        subscriber.onSubscribe(new Demand(subscriber));
    }

    private static final class Refused implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    private final class Demand implements Flow.Subscription {
        private final Flow.Subscriber<? super M> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        /** Rounds asked for; whoever raises it from 0 works until it is 0 again, so that nothing recurses. */
        private final AtomicInteger rounds = new AtomicInteger();

        private volatile boolean ended;
        /** The receive in progress; null while there is none. Touched by the worker of {@link #rounds} only. */
        private volatile @Nullable CompletableFuture<ReceiveOutcome<M>> pending;

        Demand(Flow.Subscriber<? super M> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                if (!ended) {
                    ended = true;
                    subscriber.onError(new IllegalArgumentException("request of " + n));
                }
                return;
            }
            wanted.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
            work();
        }

        @Override
        public void cancel() {
            ended = true;
            CompletableFuture<ReceiveOutcome<M>> receive = pending;
            if (receive != null) {
                receive.cancel(false);
            }
        }

        private void work() {
            if (rounds.getAndIncrement() != 0) {
                return;
            }
            do {
                rounds.set(1);
                boolean more = step();
                while (more) {
                    more = step();
                }
            } while (rounds.decrementAndGet() != 0);
        }

        /** One outcome handed on; false when there is nothing to do until {@link #work} is called again. */
        private boolean step() {
            CompletableFuture<ReceiveOutcome<M>> receive = pending;
            if (receive == null) {
                if (ended || wanted.get() == 0) {
                    return false;
                }
                receive = inbound.receiveAsync(UNTIL_SOMETHING_COMES).toCompletableFuture();
                pending = receive;
                if (!receive.isDone()) {
                    var unused = receive.whenComplete((outcome, failure) -> work());
                    return false;
                }
            }
            if (!receive.isDone()) {
                return false;
            }
            pending = null;
            if (receive.isCompletedExceptionally()) {
                return false; // cancelled in time: the message stays
            }
            ReceiveOutcome<M> outcome = receive.join();
            if (outcome instanceof Received<M> received) {
                wanted.updateAndGet(n -> n == Long.MAX_VALUE ? n : n - 1);
                subscriber.onNext(received.message());
            } else if (outcome instanceof Closed) {
                ended = true;
                subscriber.onComplete();
            }
            return true;
        }
    }
}
