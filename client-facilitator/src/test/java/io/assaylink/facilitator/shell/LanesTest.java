// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.assaylink.facilitator.handler.HandlerOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order per key, bounded concurrency, and what becomes of those that do not end. */
@Timeout(60)
@DisplayName("F8 lanes of handlers")
class LanesTest {
    private final ArrayDeque<Runnable> queued = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();
    private long tickets;

    /** An executor that runs when the test says so. */
    private Lanes lanes(HandlerOptions options) {
        return new Lanes(options.withExecutor(queued::add), "test");
    }

    private long submit(Lanes lanes, String key, String name) {
        long ticket = ++tickets;
        lanes.submit(ticket, key.isEmpty() ? Optional.empty() : Optional.of(key), task(() -> ran.add(name)));
        return ticket;
    }

    private Lanes.Task task(Runnable work) {
        return new Lanes.Task() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void refused() {
                ran.add("refused");
            }
        };
    }

    private void runAll() {
        while (!queued.isEmpty()) {
            queued.remove().run();
        }
    }

    @Test
    void tasksOfOneKeyAreHandedOutOneAtATimeInOrder() {
        Lanes lanes = lanes(HandlerOptions.defaults());
        submit(lanes, "a", "a1");
        submit(lanes, "a", "a2");
        submit(lanes, "b", "b1");
        submit(lanes, "a", "a3");
        assertThat(queued).hasSize(2); // a1 and b1

        runAll();

        assertThat(ran).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void noMoreThanMaxConcurrentAreAtWork() {
        Lanes lanes = lanes(HandlerOptions.defaults().withMaxConcurrent(2));
        for (int i = 0; i < 5; i++) {
            submit(lanes, "", "t" + i);
        }
        assertThat(queued).hasSize(2);

        runAll();

        assertThat(ran).containsExactly("t0", "t1", "t2", "t3", "t4");
    }

    @Test
    void anAbandonedTaskThatWaitsNeverRuns() {
        Lanes lanes = lanes(HandlerOptions.defaults());
        submit(lanes, "a", "a1");
        long second = submit(lanes, "a", "a2");
        long third = submit(lanes, "b", "b1");
        submit(lanes, "a", "a3");
        lanes.abandon(second);
        lanes.abandon(third);
        lanes.abandon(third);

        runAll();

        assertThat(ran).containsExactly("a1", "a3");
    }

    @Test
    @DisplayName("what is abandoned while it waits is not kept, however long the one before it works")
    void abandonedTasksAreForgotten() {
        Lanes lanes = lanes(HandlerOptions.defaults().withMaxConcurrent(1));
        submit(lanes, "a", "a1"); // at the executor
        List<Long> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) { // half of them wait in the lane of a1, half for a place
            waiting.add(submit(lanes, i % 2 == 0 ? "a" : "b" + i, "never"));
        }
        assertThat(lanes.waiting()).isEqualTo(100);
        submit(lanes, "b1", "b"); // behind one of those

        waiting.forEach(lanes::abandon);

        assertThat(lanes.waiting()).isEqualTo(1);
        runAll();
        assertThat(ran).containsExactly("a1", "b");
    }

    @Test
    void aTaskThatThrowsFreesItsLane() {
        Lanes lanes = lanes(HandlerOptions.defaults().withMaxConcurrent(1));
        lanes.submit(++tickets, Optional.of("a"), task(() -> {
            throw new IllegalStateException("theirs");
        }));
        submit(lanes, "a", "a2");
        try {
            queued.remove().run();
        } catch (IllegalStateException theirs) {
            ran.add("thrown");
        }
        runAll();

        assertThat(ran).containsExactly("thrown", "a2");
    }

    @Test
    void anExecutorThatTakesNothingRefusesTheTaskAndNoMore() {
        Lanes lanes = new Lanes(
                HandlerOptions.defaults().withMaxConcurrent(1).withExecutor(work -> {
                    throw new RejectedExecutionException("shut down");
                }),
                "test");
        submit(lanes, "a", "a1");
        submit(lanes, "a", "a2");

        assertThat(ran).containsExactly("refused", "refused");
    }

    @Test
    @DisplayName("a task that ignores its interrupt gives its place in lane and count to others")
    void stuck() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Lanes lanes = new Lanes(HandlerOptions.defaults().withMaxConcurrent(1), "test")) {
            lanes.submit(1, Optional.of("a"), task(() -> {
                began.countDown();
                boolean interrupted = false;
                while (free.getCount() > 0) {
                    try {
                        free.await();
                    } catch (InterruptedException ignored) {
                        interrupted = true;
                    }
                }
                // await does not throw where the count is down before the interrupted thread runs again
                interrupted |= Thread.currentThread().isInterrupted();
                seen.add("stuck, interrupted " + interrupted);
            }));
            lanes.submit(2, Optional.of("a"), task(() -> seen.add("next")));
            assertThat(began.await(10, SECONDS)).isTrue();

            lanes.abandon(1);

            assertThat(seen.poll(10, SECONDS)).isEqualTo("next");
            free.countDown();
            assertThat(seen.poll(10, SECONDS)).isEqualTo("stuck, interrupted true");
        }
    }

    @Test
    @DisplayName("above maxStuck a place stays taken until its task ends")
    void tooManyStuck() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        HandlerOptions options = HandlerOptions.defaults().withMaxConcurrent(1).withMaxStuck(0);
        try (Lanes lanes = new Lanes(options, "test")) {
            lanes.submit(1, Optional.of("a"), task(() -> {
                began.countDown();
                while (free.getCount() > 0) {
                    try {
                        free.await();
                    } catch (InterruptedException ignored) {
                        seen.add("interrupted");
                    }
                }
                seen.add("ended");
            }));
            lanes.submit(2, Optional.of("b"), task(() -> seen.add("next")));
            assertThat(began.await(10, SECONDS)).isTrue();
            lanes.abandon(1);
            assertThat(seen.poll(10, SECONDS)).isEqualTo("interrupted");
            free.countDown();

            assertThat(seen.poll(10, SECONDS)).isEqualTo("ended");
            assertThat(seen.poll(10, SECONDS)).isEqualTo("next");
        }
    }

    @Test
    @DisplayName("a pool's thread goes back without the interrupt of an abandoned task")
    void interruptsDoNotLeak() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        try (var one = new OneThread();
                Lanes lanes = new Lanes(HandlerOptions.defaults().withExecutor(one), "test")) {
            lanes.submit(1, Optional.empty(), task(() -> {
                began.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }));
            assertThat(began.await(10, SECONDS)).isTrue();
            lanes.submit(
                    2,
                    Optional.empty(),
                    task(() -> interrupted.add(Thread.currentThread().isInterrupted())));
            lanes.abandon(1);

            assertThat(interrupted.poll(10, SECONDS)).isFalse();
        }
    }

    @Test
    @DisplayName("without an executor of the caller: virtual threads where the runtime has them")
    void virtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "this runtime has no virtual threads");
        BlockingQueue<Object> virtual = new LinkedBlockingQueue<>();
        try (Lanes lanes = new Lanes(HandlerOptions.defaults(), "test")) {
            lanes.submit(1, Optional.empty(), task(() -> {
                try {
                    virtual.add(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
                } catch (ReflectiveOperationException none) {
                    virtual.add(none);
                }
            }));

            assertThat(virtual.poll(10, SECONDS)).isEqualTo(true);
        }
    }
}
