// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up with the resolver of the JDK, which blocks: on threads of its own, never on an event loop. They also read
 * the files of TLS; they are shared by the process, {@value #THREADS} at most, none while nothing is looked up. Literal addresses need none.
 */
final class Names {
    private static final int THREADS = 8;
    private static final int WAITING = 1024;
    private static final ThreadPoolExecutor LOOKUPS = lookups();

    /** What asks the system. */
    @FunctionalInterface
    interface Lookup {
        InetAddress find(String host) throws UnknownHostException;
    }

    /** What runs here may block. */
    static Executor blocking() {
        return LOOKUPS;
    }

    private Names() {}

    /** The first address of {@code host}; fails with {@link UnknownHostException}, or when {@code within} is over. */
    static CompletableFuture<InetSocketAddress> resolve(String host, int port, Duration within, Lookup lookup) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        CompletableFuture<InetSocketAddress> resolved = new CompletableFuture<>();
        Runnable work = () -> {
            if (resolved.isDone()) {
                return; // nobody waits any more
            }
            try {
                InetAddress found = literal == null ? lookup.find(host) : InetAddress.getByName(host);
                resolved.complete(new InetSocketAddress(found, port));
            } catch (UnknownHostException | RuntimeException failure) {
                resolved.completeExceptionally(failure);
            }
        };
        if (literal != null) {
            work.run();
            return resolved;
        }
        try {
            LOOKUPS.execute(work);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(new ConnectException("too many names wait to be resolved"));
        }
        return resolved.orTimeout(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ThreadPoolExecutor lookups() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                new DefaultThreadFactory("names", true));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
