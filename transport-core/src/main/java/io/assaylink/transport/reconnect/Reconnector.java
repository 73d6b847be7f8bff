// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.reconnect;

import io.assaylink.transport.loop.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one thing up: attempts, waits for its end, waits, attempts again. Nothing else in the house does.
 *
 * <pre>
 *   IDLE ─start─▶ WAITING ─▶ ATTEMPTING ─┬─▶ UP ─end─┐
 *                    ▲                   └─failure───┤
 *                    └───────────delay───────────────┴─▶ GAVE_UP ─retryNow─▶ ATTEMPTING
 *                 any state ─stop─▶ STOPPED
 * </pre>
 *
 * <p>Thread-safe; everything happens on the loop.
 */
public final class Reconnector<S> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

    /** Where it stands. */
    public enum State {
        IDLE,
        WAITING,
        ATTEMPTING,
        UP,
        GAVE_UP,
        STOPPED
    }

    private final Attempt<S> attempt;
    private final RetryPolicy policy;
    private final TokenBucket bucket;
    private final Loop loop;
    private final RandomGenerator random;
    private final ReconnectObserver<S> observer;
    private volatile State state = State.IDLE;
    // Loop only.
    /** Rises with each attempt: what an older one says is dropped by number. */
    private long epoch;

    private int row;
    private long upSince;
    private @Nullable S up;
    private Loop.@Nullable Timer timer;

    public Reconnector(
            Attempt<S> attempt,
            RetryPolicy policy,
            TokenBucket bucket,
            Loop loop,
            RandomGenerator random,
            ReconnectObserver<S> observer) {
        this.attempt = attempt;
        this.policy = policy;
        this.bucket = bucket;
        this.loop = loop;
        this.random = random;
        this.observer = observer;
    }

    public State state() {
        return state;
    }

    /** Begins, with the jitter of the first attempt. Once. */
    public void start() {
        loop.execute(() -> {
            if (state == State.IDLE) {
                await(policy.first(random));
            }
        });
    }

    /** Somebody changed something: attempts at once, as far as the bucket allows, and begins a new row. */
    public void retryNow() {
        loop.execute(() -> {
            if (state == State.WAITING || state == State.GAVE_UP || state == State.IDLE) {
                row = 0;
                cancelTimer();
                await(Duration.ZERO);
            }
        });
    }

    /** No more attempts; what is up is given back through {@link Attempt#discard}. Idempotent. */
    @Override
    public void close() {
        loop.execute(() -> {
            if (state == State.STOPPED) {
                return;
            }
            state = State.STOPPED;
            epoch++;
            cancelTimer();
            S held = up;
            up = null;
            if (held != null) {
                discard(held);
            }
            tell(observer::stopped);
        });
    }

    private void await(Duration delay) {
        state = State.WAITING;
        long now = loop.ticker().nanos();
        long at = bucket.take(now + delay.toNanos());
        timer = loop.schedule(this::attempt, at - now);
    }

    private void attempt() {
        if (state != State.WAITING) {
            return;
        }
        timer = null;
        state = State.ATTEMPTING;
        long current = ++epoch;
        tell(() -> observer.attempting(row));
        CompletionStage<S> trying;
        try {
            trying = attempt.once();
        } catch (RuntimeException failure) {
            failed(Failure.of(failure), Duration.ZERO);
            return;
        }
        var unused = trying.whenComplete((brought, failure) -> loop.execute(() -> ended(current, brought, failure)));
    }

    private void ended(long of, @Nullable S brought, @Nullable Throwable failure) {
        if (brought == null) {
            if (of == epoch && state == State.ATTEMPTING) {
                failed(
                        failure == null ? Failure.transientFailure("nothing came about") : Failure.of(failure),
                        Duration.ZERO);
            }
            return;
        }
        if (of != epoch || state != State.ATTEMPTING) {
            discard(brought);
            return;
        }
        state = State.UP;
        up = brought;
        upSince = loop.ticker().nanos();
        tell(() -> observer.up(brought));
        var unused = attempt.ended(brought)
                .whenComplete((why, lost) -> loop.execute(() -> down(of, why == null ? Failure.of(lost) : why)));
    }

    private void down(long of, Failure why) {
        if (of != epoch || state != State.UP) {
            return;
        }
        up = null;
        Duration uptime = Duration.ofNanos(loop.ticker().nanos() - upSince);
        failed(uptime.compareTo(policy.stable()) < 0 ? why.flapping() : why, uptime);
    }

    private void failed(Failure failure, Duration uptime) {
        row = policy.row(row, uptime);
        int failures = row;
        Optional<Duration> delay = policy.delay(failures, failure, random);
        if (delay.isEmpty()) {
            state = State.GAVE_UP;
            tell(() -> observer.gaveUp(failure, failures));
            return;
        }
        await(delay.get());
        tell(() -> observer.waiting(failure, failures, delay.get()));
    }

    private void discard(S brought) {
        tell(() -> attempt.discard(brought));
    }

    private void cancelTimer() {
        Loop.Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
            timer = null;
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException failure) {
            LOG.error("OBSERVER_FAILED {}", failure.getClass().getName());
        }
    }
}
