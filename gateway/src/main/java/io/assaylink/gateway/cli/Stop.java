// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a command that runs until it is told to stop. Made before anything that has to be closed in order, and closed
 * after it: from SIGTERM or SIGINT on the JVM waits, bounded, until {@link #close}.
 */
final class Stop implements AutoCloseable {
    /** How long a command may take to stop in order after SIGTERM or SIGINT. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    /**
     * Listens for SIGTERM and SIGINT.
     *
     * @param whenAsked runs on one of them, on a thread of its own
     */
    Stop(PrintWriter err, Runnable whenAsked) {
        hook = new Thread(
                () -> {
                    asked.countDown();
                    whenAsked.run();
                    try {
                        if (!over.await(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                            err.println("assaylink: did not end within " + GRACE.toSeconds()
                                    + " s; what was acknowledged is on disk");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "assaylink-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Stop(PrintWriter err) {
        this(err, () -> {});
    }

    /** Waits for SIGTERM, SIGINT or the end of {@code time}. */
    void await(Optional<Duration> time) throws InterruptedException {
        if (time.isPresent()) {
            var unused = asked.await(time.get().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            asked.await();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is on its way out, and this lets it go
        }
    }
}
