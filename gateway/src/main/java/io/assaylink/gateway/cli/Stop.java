// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a command that runs until it is told to stop. */
final class Stop {
    /** How long a command may take to stop in order after SIGTERM or SIGINT. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private Stop() {}

    /**
     * Waits for SIGTERM, SIGINT or the end of {@code time}. The JVM then waits, bounded, until the command has closed what
     * it opened: the thread that called this goes on as after any return.
     */
    static void await(Optional<Duration> time) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Thread command = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    asked.countDown();
                    try {
                        command.join(GRACE.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "assaylink-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        if (time.isPresent()) {
            if (!asked.await(time.get().toNanos(), TimeUnit.NANOSECONDS)) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        } else {
            asked.await();
        }
    }
}
