// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherInterceptor;

/**
 * Fails a run of tests, of whatever engine, in which Netty found a buffer that nobody released.
 *
 * <p>Netty tells of a leak when the garbage collector has found the buffer and a further one is made; both are seen to behind
 * the last test. Where two JVMs share the tests, Surefire makes each class a run of its own, so this is not to take long.
 * Wanted on the command line of the JVM: {@code -Dio.netty.leakDetection.level=paranoid}, for every buffer is to be watched,
 * and {@code -Djunit.platform.launcher.interceptors.enabled=true}.
 */
public final class LeakInterceptor implements LauncherInterceptor {
    /** What the first collection finds, a thread of the JVM has queued before it queues anything of the second. */
    private static final int ROUNDS = 2;

    private static final long ROUND_MILLIS = 1_000;

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
            collect();
            var unused = ByteBufAllocator.DEFAULT.buffer(1).release();
        }
        return List.copyOf(leaks);
    }

    /** Returns when the collector has found and queued an object that nobody holds. */
    private static void collect() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<Object> dropped = new WeakReference<>(new Object(), queue);
        try {
            System.gc();
            var unused = queue.remove(ROUND_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(dropped);
        }
    }

    @Override
    public void close() {}
}
