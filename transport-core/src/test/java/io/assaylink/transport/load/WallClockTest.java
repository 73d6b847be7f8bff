// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that somebody sets, under a server that runs. */
class WallClockTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("T16: a wall clock that jumps by an hour, forth and back, ends no message and delays no deadline")
    void jumps() throws Exception {
        Optional<Path> library = library();
        assumeThat(library)
                .as(
                        "SKIPPED: libfaketime is not installed; the rule that nothing asks the wall clock is held all the same")
                .isPresent();
        Path offset = directory.resolve("offset");
        Files.writeString(offset, "+0");
        Map<String, String> faked = Map.of(
                "LD_PRELOAD",
                library.orElseThrow().toString(),
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString());
        try (ServedProcess server = ServedProcess.start(List.of(), faked, List.of("-Xmx64m"), "total=5000");
                GoodPeer good = new GoodPeer(server.address());
                Crowd guilty = new Crowd(server.address(), 1, 1000)) {
            good.ask();
            long wall = server.ask("stats").get("wall");
            long begun = System.nanoTime();
            good.begin(1000, 10);
            for (String jump : List.of("+3600", "-3600", "+0")) {
                Files.writeString(offset, jump);
                long moved = server.ask("stats").get("wall") - wall;
                assertThat(moved / 1000)
                        .as("the clock was really set")
                        .isBetween(Long.parseLong(jump) - 60, Long.parseLong(jump) + 60);
                good.send(10);
                assertThat(guilty.ended()).isZero();
            }
            good.finish(1000, 960);
            Files.writeString(offset, "-3600");
            assertThat(guilty.awaitEnded(1, Duration.ofSeconds(30), System::nanoTime))
                    .isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(4));
            assertThat(server.await("open", 1).get("latest")).isBetween(5_000L, 10_000L);
            good.ask();
        }
    }

    private static Optional<Path> library() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu", ".")
                .map(triplet -> Path.of("/usr/lib", triplet, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }
}
