// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process that is stopped in the middle of a message, by its system or its garbage collector. */
class StandstillTest {

    @Test
    @DisplayName("T17: after SIGSTOP and SIGCONT what came meanwhile is read before deadlines are judged")
    void stoppedProcess() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/kill")))
                .as("SKIPPED: a process cannot be stopped here, /bin/kill is missing")
                .isTrue();
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx64m"), "total=2000");
                GoodPeer good = new GoodPeer(server.address());
                GoodPeer guilty = new GoodPeer(server.address())) {
            good.ask();
            guilty.ask();
            good.begin(1000, 500);
            guilty.begin(1000, 500);
            server.ask("stats");
            signal("-STOP", server);
            good.send(500);
            assertThat(new CountDownLatch(1).await(4, TimeUnit.SECONDS)).isFalse(); // the deadline passes meanwhile
            signal("-CONT", server);
            good.finish(1000, 0);
            good.ask();
            assertThat(guilty.isEnded()).as("who did owe bytes is closed").isTrue();
            assertThat(server.await("open", 1).get("Overdue")).isEqualTo(1);
        }
    }

    private static void signal(String name, ServedProcess server) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("/bin/kill", name, Long.toString(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
