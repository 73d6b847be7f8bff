// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a connection costs on which nothing happens: heap, resident memory, threads, wake-ups. */
class IdleConnectionsTest {
    private static final int CROWD = Scale.of(1_000, 10_000);
    /** Bytes of heap. */
    private static final long LIMIT = 4_096;

    @Test
    @DisplayName("X-3: idle connections cost no thread, no wake-up and little memory")
    void idleConnections() throws Exception {
        assumeThat(Files.exists(Path.of("/proc/self/task")))
                .as("SKIPPED: threads and memory are read from /proc, which is not here")
                .isTrue();
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx64m"));
                GoodPeer good = new GoodPeer(server.address());
                GoodPeer other = new GoodPeer(server.address())) {
            for (int i = 0; i < 2_000; i++) { // both event loops have served, and what they run is compiled
                good.ask();
                other.ask();
            }
            ServedProcess.Seen before = server.ask("collect");
            try (Crowd crowd = new Crowd(server.address(), CROWD, 0)) {
                good.ask();
                assertThat(server.await("open", CROWD + 2L).get("open")).isEqualTo(CROWD + 2L);
                ServedProcess.Seen during = server.ask("collect");
                long wakeups = server.ask("idle " + Scale.of(3_000, 30_000)).get("wakeups");
                long heap = (during.get("heap") - before.get("heap")) / CROWD;
                long resident = (during.get("rss") - before.get("rss")) / CROWD;
                System.out.println("idle: " + CROWD + " connections, heap " + heap + " B each, resident " + resident
                        + " B each, threads " + before.get("threads") + " to " + during.get("threads")
                        + ", wake-ups " + wakeups + "; " + during);
                assertThat(wakeups).as("wake-ups of the event loops").isZero();
                assertThat(during.get("threads")).isLessThanOrEqualTo(before.get("threads") + 1);
                assertThat(heap).as("heap of one idle connection").isLessThanOrEqualTo(LIMIT);
                good.ask();
                other.ask();
                crowd.look();
                assertThat(crowd.living()).isEqualTo(CROWD);
            }
        }
    }
}
