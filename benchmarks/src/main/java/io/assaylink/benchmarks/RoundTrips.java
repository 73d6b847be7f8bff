// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Requests and their answers on one connection, so many in flight: an answer is the request back, and where more are to be
 * sent the thread that heard it sends the next. The same for every candidate.
 */
final class RoundTrips {
    /** 200 bytes, the size of a status question. */
    static final byte[] REQUEST = request();

    private final AtomicInteger toSend = new AtomicInteger();
    private final AtomicInteger toCome = new AtomicInteger();
    private volatile CompletableFuture<Integer> done = CompletableFuture.completedFuture(0);

    private static byte[] request() {
        String head = "{\"id\":\"q-000017\",\"type\":\"io.assaylink.instrument.query.v1\",\"body\":\"";
        return (head + "x".repeat(200 - head.length() - 2) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** Runs {@code count} of them, {@code inFlight} at a time, and waits for the last answer. */
    int run(int count, int inFlight, Consumer<byte[]> sender)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Integer> all = new CompletableFuture<>();
        done = all;
        toSend.set(count - inFlight);
        toCome.set(count);
        for (int i = 0; i < inFlight; i++) {
            sender.accept(REQUEST);
        }
        return all.get(20, TimeUnit.SECONDS);
    }

    /**
     * An answer came.
     *
     * @param size of it
     * @return whether another request is to be sent
     */
    boolean answered(int size) {
        if (size != REQUEST.length) {
            done.completeExceptionally(new IllegalStateException("an answer of " + size + " bytes"));
            return false;
        }
        if (toCome.decrementAndGet() == 0) {
            done.complete(size);
        }
        return toSend.getAndDecrement() > 0;
    }

    void broken(Throwable failure) {
        done.completeExceptionally(failure);
    }
}
