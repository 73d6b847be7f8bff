// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.transport.loop.NettyLoop;
import io.assaylink.transport.reconnect.Attempt;
import io.assaylink.transport.reconnect.Failure;
import io.assaylink.transport.reconnect.ReconnectObserver;
import io.assaylink.transport.reconnect.Reconnector;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.BindException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** After a kill the system may hold the old socket for a moment longer than its close takes: listening is tried again. */
final class Rebinding {
    private static final int ATTEMPTS = 40;
    private static final Duration AFTER = Duration.ofMillis(50);

    private Rebinding() {}

    /** Waits until one attempt to listen succeeded. */
    static SocketAddress listen(Supplier<CompletionStage<SocketAddress>> once) {
        CompletableFuture<SocketAddress> bound = new CompletableFuture<>();
        Attempt<SocketAddress> attempt = new Attempt<>() {
            @Override
            public CompletionStage<SocketAddress> once() {
                return once.get();
            }

            @Override
            public CompletionStage<Failure> ended(SocketAddress brought) {
                return new CompletableFuture<>();
            }

            @Override
            public void discard(SocketAddress brought) {
                // the server is closed by whoever started it
            }
        };
        ReconnectObserver<SocketAddress> observer = new ReconnectObserver<>() {
            @Override
            public void up(SocketAddress brought) {
                bound.complete(brought);
            }

            @Override
            public void gaveUp(Failure failure, int row) {
                bound.completeExceptionally(new BindException(failure.why()));
            }
        };
        NettyLoop loop = new NettyLoop(GlobalEventExecutor.INSTANCE);
        TokenBucket bucket = new TokenBucket(ATTEMPTS, AFTER);
        RetryPolicy policy = RetryPolicy.fixed(AFTER).withMaxAttempts(ATTEMPTS);
        try (Reconnector<SocketAddress> rebinding =
                new Reconnector<>(attempt, policy, bucket, loop, RandomGenerator.getDefault(), observer)) {
            rebinding.start();
            return bound.join();
        }
    }
}
