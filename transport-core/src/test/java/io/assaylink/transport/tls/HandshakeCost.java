// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Wanted;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * How long one TLS handshake keeps the thread of either side busy, and how much of that is in tasks that could be delegated.
 * No test: {@code main} prints what the README of this module says. Two engines of the JDK in one thread, no network; processor
 * time of that thread, so that what else the machine does is not in it.
 */
final class HandshakeCost {
    private static final int WARM_UP = 300;
    private static final int RUNS = 300;

    private static final Object THREADS;
    private static final Method CPU;

    static {
        try {
            THREADS = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            CPU = Class.forName("java.lang.management.ThreadMXBean").getMethod("getCurrentThreadCpuTime");
        } catch (ReflectiveOperationException none) {
            throw new ExceptionInInitializerError(none);
        }
    }

    /** Of one side of one handshake, in nanoseconds. */
    private static final class Side {
        private final SSLEngine engine;
        private final ByteBuffer out = ByteBuffer.allocate(64 << 10);
        private final ByteBuffer sink = ByteBuffer.allocate(64 << 10);
        private long tasks;
        private long longestTask;
        private long rest;

        Side(SSLEngine engine) {
            this.engine = engine;
        }

        /** Goes on as far as it can; true where anything happened. */
        boolean step(ByteBuffer in) throws SSLException {
            HandshakeStatus status = engine.getHandshakeStatus();
            long began = cpu();
            switch (status) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        long at = cpu();
                        task.run();
                        longestTask = Math.max(longestTask, cpu() - at);
                    }
                    tasks += cpu() - began;
                    return true;
                }
                case NEED_WRAP -> {
                    var unused = engine.wrap(ByteBuffer.allocate(0), out);
                    rest += cpu() - began;
                    return true;
                }
                default -> {
                    in.flip();
                    boolean any = in.hasRemaining();
                    if (any) {
                        var unused = engine.unwrap(in, sink.clear());
                    }
                    in.compact();
                    rest += cpu() - began;
                    return any;
                }
            }
        }
    }

    private HandshakeCost() {}

    /** By reflection, for the module of the transport needs no management. */
    private static long cpu() {
        try {
            return (long) CPU.invoke(THREADS);
        } catch (ReflectiveOperationException none) {
            throw new IllegalStateException(none);
        }
    }

    private static Side[] handshake(SSLContext either, String protocol) throws SSLException {
        SSLEngine accepting = either.createSSLEngine();
        accepting.setUseClientMode(false);
        accepting.setNeedClientAuth(true);
        SSLEngine connecting = either.createSSLEngine();
        connecting.setUseClientMode(true);
        connecting.setEnabledProtocols(new String[] {protocol});
        Side[] sides = {new Side(accepting), new Side(connecting)};
        connecting.beginHandshake();
        accepting.beginHandshake();
        boolean any = true;
        while (any) {
            boolean client = sides[1].step(sides[0].out);
            any = sides[0].step(sides[1].out) || client;
        }
        if (accepting.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new SSLException("no handshake: " + accepting.getHandshakeStatus());
        }
        return sides;
    }

    private static String median(long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT, "%5d (p99 %5d)", nanos[nanos.length / 2] / 1000, nanos[nanos.length * 99 / 100] / 1000);
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("java " + Runtime.version() + "; us, full handshakes with client certificates");
        for (String[] key : new String[][] {{"EC", "256"}, {"RSA", "2048"}, {"RSA", "4096"}}) {
            Certificates authority = Certificates.authority("Root");
            Wanted wanted = Wanted.host("either").withKey(key[0], Integer.parseInt(key[1]));
            SSLContext either = authority.issue(wanted).jdk(authority.root());
            for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
                long[][] cost = new long[5][RUNS];
                for (int i = -WARM_UP; i < RUNS; i++) {
                    Side[] sides = handshake(either, protocol); // without a host no session is resumed
                    if (i >= 0) {
                        cost[0][i] = sides[0].tasks + sides[0].rest;
                        cost[1][i] = sides[0].tasks;
                        cost[2][i] = sides[0].longestTask;
                        cost[3][i] = sides[1].tasks + sides[1].rest;
                        cost[4][i] = sides[1].tasks;
                    }
                }
                System.out.println(key[0] + " " + key[1] + " " + protocol + ": server " + median(cost[0])
                        + ", in tasks " + median(cost[1]) + ", longest task " + median(cost[2]) + "; client "
                        + median(cost[3]) + ", in tasks " + median(cost[4]));
            }
        }
    }
}
