// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Peers that come and go. */
class ChurnTest {
    private static final int TIMES = Scale.of(2_000, 10_000);

    @Test
    @DisplayName("T11: after thousands of opens and closes files, threads and the heap are as before")
    void comingAndGoing() throws Exception {
        assumeThat(Files.exists(Path.of("/proc/self/fd")))
                .as("SKIPPED: files and threads are read from /proc, which is not here")
                .isTrue();
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx64m"));
                GoodPeer good = new GoodPeer(server.address())) {
            comeAndGo(server, 200);
            ServedProcess.Seen before = settled(server, good);
            comeAndGo(server, TIMES);
            // a file is closed when its selector looks the next time, a moment behind the end of its connection
            server.await("files", found -> found <= before.get("files"));
            ServedProcess.Seen after = settled(server, good);
            System.out.println("churn: " + TIMES + " opens and closes, before " + before + ", after " + after);
            assertThat(after.get("files")).isLessThanOrEqualTo(before.get("files"));
            assertThat(after.get("threads")).isLessThanOrEqualTo(before.get("threads"));
            assertThat(after.get("heap") - before.get("heap")).isLessThan(TIMES * 200L);
            assertThat(after.get("held")).isZero();
        }
    }

    /** In order, by reset, in the middle of a message, without a byte: in turn. */
    private static void comeAndGo(ServedProcess server, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            switch (i % 3) {
                case 0 -> {
                    try (GoodPeer peer = new GoodPeer(server.address())) {
                        peer.ask();
                    }
                }
                case 1 -> {
                    try (GoodPeer peer = new GoodPeer(server.address())) {
                        peer.begin(1_000_000, 10);
                        peer.reset();
                    }
                }
                default -> new Crowd(server.address(), 1, 0).close();
            }
        }
    }

    private static ServedProcess.Seen settled(ServedProcess server, GoodPeer good) {
        good.ask();
        assertThat(server.await("open", 1).get("open")).isEqualTo(1);
        return server.ask("collect");
    }
}
