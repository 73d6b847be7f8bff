// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.gateway.sim.Analyzer.Sent;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The messages of one connection that wait for their outcome. Event loop only, but for {@link #onLoop}. */
final class Sending {

    /** Begins one message. */
    interface Begin {
        void begin(Machine.Driver<ByteBuffer> driver, CompletableFuture<Sent> sent, long now);
    }

    private final CompletableFuture<Machine.Driver<ByteBuffer>> opened = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<Sent>> waiting = new HashMap<>();
    private boolean closed;

    void opened(Machine.Driver<ByteBuffer> driver) {
        opened.complete(driver);
    }

    /** Runs {@code begin} on the event loop, once the connection has one. */
    CompletionStage<Sent> onLoop(Begin begin) {
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        var unused = opened.thenAccept(driver -> driver.execute(() -> {
            if (closed) {
                sent.complete(new Sent(false, "the connection is closed"));
            } else {
                try {
                    begin.begin(driver, sent, System.nanoTime());
                } catch (IllegalArgumentException e) {
                    // a message that no block or frame can carry: the connection is well
                    sent.complete(new Sent(false, "cannot be sent: " + e.getMessage()));
                }
            }
        }));
        return sent;
    }

    void await(long id, CompletableFuture<Sent> sent) {
        waiting.put(id, sent);
    }

    void complete(long id, Sent outcome) {
        CompletableFuture<Sent> sent = waiting.remove(id);
        if (sent != null) {
            sent.complete(outcome);
        }
    }

    void closed(CloseReason reason) {
        closed = true;
        waiting.values().forEach(sent -> sent.complete(new Sent(false, "the connection closed: " + reason)));
        waiting.clear();
    }
}
