// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process that runs out of something: it refuses, keeps what it has, and recovers without a restart. */
class ExhaustionTest {
    private static final int BLOCK = 9_900_000;

    @Test
    @DisplayName("T18: out of file descriptors, who is there is served, and who waits comes in when there is room")
    void outOfFiles() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/bash")))
                .as("SKIPPED: no ulimit, /bin/bash is missing")
                .isTrue();
        List<String> limited = List.of("/bin/bash", "-c", "ulimit -n 64; exec \"$0\" \"$@\"");
        try (ServedProcess server = ServedProcess.start(limited, Map.of(), List.of("-Xmx64m"));
                GoodPeer good = new GoodPeer(server.address())) {
            good.ask();
            try (GoodPeer gone = new GoodPeer(server.address())) {
                gone.ask();
                gone.reset(); // classes of an end are loaded while there are files for it
            }
            server.ask("stats");
            try (Crowd crowd = new Crowd(server.address(), 100, 1000)) {
                String told = "";
                for (int i = 0; i < 20_000 && !told.contains("ACCEPT_FAILED"); i++) {
                    good.ask();
                    told = server.log();
                }
                assertThat(told).contains("ACCEPT_FAILED").contains("Too many open files");
                for (int i = 0; i < 200; i++) {
                    good.ask();
                }
                assertThat(crowd.awaitEnded(1, Duration.ZERO, System::nanoTime)).isZero();
            }
            try (GoodPeer late = new GoodPeer(server.address())) {
                late.ask();
            }
            good.ask();
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    @DisplayName(
            "T18: peers that want more than the heap are bounded by it, and end; the others are served, no restart")
    void outOfHeap() throws Exception {
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx64m"));
                GoodPeer good = new GoodPeer(server.address())) {
            good.ask();
            try (Crowd crowd = new Crowd(server.address(), 50, BLOCK)) {
                crowd.flood(BLOCK - 1, good::askOnce);
                assertThat(crowd.living()).as("a quarter of 64 MB holds one").isLessThanOrEqualTo(1);
            }
            good.ask();
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
            assertThat(server.await("open", 1).get("open")).isEqualTo(1);
            assertThat(server.await("held", 0).get("held")).isZero();
        }
    }

    @Test
    @DisplayName("T18, the control: the same peers and no budget, and the process is lost")
    void outOfHeapWithoutABudget() throws Exception {
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx64m"), "budget=" + Long.MAX_VALUE);
                Crowd crowd = new Crowd(server.address(), 50, BLOCK)) {
            crowd.flood(BLOCK - 1, () -> server.log().contains("OutOfMemoryError"));
            assertThat(server.log()).contains("OutOfMemoryError");
        }
    }
}
