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
}
