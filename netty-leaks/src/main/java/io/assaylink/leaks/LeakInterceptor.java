// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherInterceptor;

/**
 * Fails a run of tests, of whatever engine, in which Netty found a buffer that nobody released.
 *
 * <p>Netty tells of a leak when the garbage collector has found the buffer and a further one is made; both are seen to behind
 * the last test. Wanted on the command line of the JVM: {@code -Dio.netty.leakDetection.level=paranoid}, for every buffer
 * is to be watched, and {@code -Djunit.platform.launcher.interceptors.enabled=true}.
 */
public final class LeakInterceptor implements LauncherInterceptor {
    private static final int ROUNDS = 5;
    private static final long ROUND = 20_000_000L;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    /** Before the first buffer is made. */
    public LeakInterceptor() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ListeningDetectors(leaks::add));
    }

    @Override
    public <T extends @Nullable Object> T intercept(Invocation<T> run) {
        T result = run.proceed();
        List<String> found = found();
        if (!found.isEmpty()) {
            throw new LeakedBuffers(found);
        }
        return result;
    }

    private List<String> found() {
        for (int i = 0; i < ROUNDS && leaks.isEmpty(); i++) {
            System.gc();
            LockSupport.parkNanos(ROUND); // what was collected is queued by a thread of the JVM
            var unused = ByteBufAllocator.DEFAULT.buffer(1).release();
        }
        return List.copyOf(leaks);
    }

    @Override
    public void close() {}
}
