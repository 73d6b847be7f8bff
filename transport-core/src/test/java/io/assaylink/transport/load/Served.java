// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.PartialBudget;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server in a JVM of its own that answers each block with the same block. It does what its standard input says, a line
 * each, and says on its standard output what there is to see; of threads, files and resident memory only where there is
 * {@code /proc}.
 */
public final class Served {
    private final ConcurrentHashMap<String, AtomicInteger> closed = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong most = new AtomicLong();
    private final AtomicLong latest = new AtomicLong();
    private final PartialBudget budget;
    private final ReceiveLimits limits;

    private Served(Map<String, Long> settings) {
        budget = settings.containsKey("budget")
                ? PartialBudget.of(Objects.requireNonNull(settings.get("budget")))
                : PartialBudget.ofProcess();
        limits = ReceiveLimits.defaults()
                .withIdle(Duration.ZERO)
                .withTotal(Duration.ofMillis(settings.getOrDefault("total", 60_000L)))
                .withMinRate(settings.getOrDefault("rate", 0L), Duration.ofMillis(settings.getOrDefault("grace", 0L)))
                .withBudget(budget);
    }

    /** Settings as {@code name=number}. */
    public static void main(String[] args) throws Exception {
        Map<String, Long> settings = new HashMap<>();
        for (String setting : args) {
            String[] halves = setting.split("=", 2);
            settings.put(halves[0], Long.valueOf(halves[1]));
        }
        new Served(settings).run();
    }

    private void run() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        TcpOptions everybody = TcpOptions.defaults().withMaxConnections(50_000, 50_000);
        try (TcpServer<byte[]> server = new TcpServer<>(any, BlockFraming::new, limits, everybody)) {
            InetSocketAddress address = (InetSocketAddress) server.listen(connection -> connection.drive(new Echo()))
                    .toCompletableFuture()
                    .get()
                    .address();
            System.out.println("port=" + address.getPort());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("idle ")) {
                    System.out.println("wakeups=" + wakeups(Long.parseLong(line.substring(5))));
                } else if (line.equals("collect")) {
                    System.gc();
                    System.gc();
                    System.out.println(stats());
                } else {
                    System.out.println(stats());
                }
            }
        }
    }

    private final class Echo implements Machine<byte[]> {
        private @Nullable Driver<byte[]> driver;

        @Override
        public void opened(Driver<byte[]> with, long now) {
            driver = with;
            open.incrementAndGet();
        }

        @Override
        public void received(byte[] message, long now) {
            Objects.requireNonNull(driver).send(message);
            most.accumulateAndGet(budget.held(), Math::max);
        }

        @Override
        public void closed(CloseReason reason, long now) {
            closed.computeIfAbsent(reason.getClass().getSimpleName(), name -> new AtomicInteger())
                    .incrementAndGet();
            if (reason instanceof CloseReason.Overdue overdue) {
                latest.accumulateAndGet(overdue.total().toMillis(), Math::max);
            }
            most.accumulateAndGet(budget.held(), Math::max);
            open.decrementAndGet(); // last: who waits for it finds all the rest
        }
    }

    private String stats() throws IOException {
        StringBuilder line =
                new StringBuilder("open=" + open + " held=" + budget.held() + " most=" + most + " latest=" + latest);
        Runtime runtime = Runtime.getRuntime();
        line.append(" heap=").append(runtime.totalMemory() - runtime.freeMemory());
        line.append(" wall=").append(System.currentTimeMillis());
        line.append(" rss=").append(status(Path.of("/proc/self/status"), "VmRSS:") * 1024);
        line.append(" threads=").append(status(Path.of("/proc/self/status"), "Threads:"));
        line.append(" files=").append(files());
        new TreeMap<>(closed)
                .forEach(
                        (why, count) -> line.append(' ').append(why).append('=').append(count));
        return line.toString();
    }

    private static long files() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.exists(open)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(open)) {
            return all.count();
        }
    }

    /** How often the event loops' threads went back to sleep within so many milliseconds: that is how often they woke. */
    private static long wakeups(long millis) throws IOException, InterruptedException {
        long before = switches();
        var unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        return switches() - before;
    }

    private static long switches() throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith("tcp-server")) {
                    sum += status(thread.resolve("status"), "voluntary_ctxt_switches:");
                }
            }
        }
        return sum;
    }

    private static long status(Path file, String name) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
