// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Control for X-6: a message leaves the queue first and is offered to the waiter afterwards (python-websockets#486). */
final class NaiveHandOver {
    private final ArrayDeque<String> queue = new ArrayDeque<>();
    private @Nullable CompletableFuture<String> waiter;

    CompletableFuture<String> receive() {
        CompletableFuture<String> asked = new CompletableFuture<>();
        String there = queue.poll();
        if (there != null) {
            asked.complete(there);
        } else {
            waiter = asked;
        }
        return asked;
    }

    void arrived(String message) {
        CompletableFuture<String> asked = waiter;
        waiter = null;
        if (asked == null) {
            queue.add(message);
        } else {
            asked.complete(message); // false where it was cancelled: nobody looks
        }
    }
}
