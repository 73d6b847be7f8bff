// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.facilitator.hub.HubStoreException;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.gateway.GatewayException;
import io.assaylink.gateway.demo.Demo;
import io.assaylink.gateway.demo.DemoLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code assaylink demo}: the main job, at once. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Runs a hub, a gateway and simulated analyzers on loopback and prints each delivered result.",
            "h and Enter kills and revives the hub, q and Enter stops. Without a terminal it runs for 20 s."
        })
final class DemoCommand implements Callable<Integer> {
    private static final Duration WITHOUT_TERMINAL = Duration.ofSeconds(20);
    private static final long SECOND = 1_000_000_000L;

    @Option(names = "--for", paramLabel = "TIME", description = "stop after this time, as 20s, 5m or 1h")
    private @Nullable Duration runFor;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "from one message of an analyzer to its next (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration every;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        // the launcher tells: a JVM cannot
        boolean terminal = Boolean.getBoolean("assaylink.terminal");
        Optional<Duration> end =
                Optional.ofNullable(runFor).or(() -> terminal ? Optional.empty() : Optional.of(WITHOUT_TERMINAL));
        PrintWriter out = spec.commandLine().getOut();
        BlockingQueue<String> keys = new LinkedBlockingQueue<>();
        if (terminal) {
            read(keys);
        }
        Stop stop = new Stop(spec.commandLine().getErr(), () -> keys.add("q"));
        try {
            Path data = Files.createTempDirectory("assaylink-demo");
            try {
                return demo(data, keys, end, terminal, out);
            } finally {
                delete(data);
            }
        } finally {
            stop.close();
        }
    }

    private int demo(Path data, BlockingQueue<String> keys, Optional<Duration> end, boolean terminal, PrintWriter out)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        try (Demo demo = new Demo(data, every, out::println, line -> out.println("# " + line), Main.Version.text())) {
            out.println("# "
                    + (terminal
                            ? "h + Enter kills or revives the hub, q + Enter stops"
                            : "no terminal: stops by itself"));
            out.println(DemoLines.head());
            boolean asked = watch(demo, keys, end, out);
            Demo.Summary summary = demo.finish();
            out.println(DemoLines.summary(Duration.between(started, Instant.now()), summary));
            boolean good = (asked || summary.accepted() > 0)
                    && summary.accepted() == summary.delivered()
                    && summary.lost() == 0
                    && summary.inOrder();
            return good ? ExitCode.OK : ExitCode.INVALID;
        } catch (GatewayException | HubStoreException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Until the time is over (false) or q comes (true). While the hub is dead the outbox is shown, once a second. */
    private static boolean watch(Demo demo, BlockingQueue<String> keys, Optional<Duration> end, PrintWriter out)
            throws InterruptedException, HubStoreException {
        long started = System.nanoTime();
        while (true) {
            long left = end.map(time -> time.toNanos() - (System.nanoTime() - started))
                    .orElse(Long.MAX_VALUE);
            if (left <= 0) {
                return false;
            }
            long wait = demo.isHubRunning() ? left : Math.min(left, SECOND);
            String key = keys.poll(wait, TimeUnit.NANOSECONDS);
            if ("q".equals(key)) {
                return true;
            } else if ("h".equals(key)) {
                demo.toggleHub();
            } else if (key == null && !demo.isHubRunning()) {
                OutboxDepth depth = demo.depth();
                out.println("# the outbox holds " + depth.events() + " messages, "
                        + depth.oldest()
                                .map(oldest -> "the oldest for "
                                        + Duration.between(oldest, Instant.now())
                                                .toSeconds() + " s")
                                .orElse("none waits"));
            }
        }
    }

    private static void read(BlockingQueue<String> keys) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            keys.add(line.strip().toLowerCase(Locale.ROOT));
                        }
                    } catch (IOException e) {
                        // no more keys; the demo goes on
                    }
                },
                "assaylink-keys");
        reader.setDaemon(true);
        reader.start();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
