// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Peers that begin a message and take their time (slowloris). */
class SlowPeersTest {
    private static final int CROWD = 500;
    /** Bytes in 250 ms: above the rate, and together below the budget. */
    private static final int FASTER = Scale.of(1_000, 200);

    private static final int TOTAL = Scale.of(4_000, 20_000);
    private static final int GRACE = Scale.of(1_500, 5_000);

    @Test
    @DisplayName("T7: a thousand peers that trickle are closed in time, and a good one is served meanwhile")
    void tricklingPeersAreClosedInTime() throws Exception {
        try (ServedProcess server =
                        ServedProcess.start(List.of("-Xmx128m"), "total=" + TOTAL, "rate=200", "grace=" + GRACE);
                GoodPeer good = new GoodPeer(server.address());
                Crowd nobody = new Crowd(server.address(), 0, 0)) {
            serve(good, Scale.of(3_000, 30_000)); // compiled before it is measured
            good.microsOf(0);
            asksBeside(nobody, nobody, good, Duration.ofMillis(Scale.of(1_000, 10_000)));
            int before = good.answered();
            long[] alone = good.microsOf(0.5, 0.99);
            try (Crowd slower = new Crowd(server.address(), CROWD, 1 << 20);
                    Crowd faster = new Crowd(server.address(), CROWD, 1 << 20)) {
                asksBeside(slower, faster, good, Duration.ofMillis(TOTAL + 20_000));
                int during = good.answered();
                long[] beside = good.microsOf(0.5, 0.99);
                ServedProcess.Seen seen = server.await("open", 1); // a farewell is seen before its connection is over
                System.out.println("slow peers: " + seen + "; good peer alone " + before + " answers, median and p99 "
                        + Arrays.toString(alone) + " us; beside them " + during + ", " + Arrays.toString(beside)
                        + " us");
                assertThat(slower.living() + faster.living()).isZero();
                assertThat(seen.get("TooSlow") + seen.get("Overdue")).isEqualTo(2L * CROWD);
                assertThat(seen.get("TooSlow")).isGreaterThanOrEqualTo(CROWD);
                assertThat(seen.get("latest")).isBetween((long) TOTAL, TOTAL + 5_000L);
                assertThat(seen.get("open")).isEqualTo(1);
                assertThat(seen.get("held")).isZero();
                assertThat(beside[0]).isLessThan(Math.max(10_000, 20 * alone[0]));
                if (Scale.LONG) {
                    assertThat(beside[1]).as("p99").isLessThan(Math.max(10_000, 2 * alone[1]));
                }
            }
        }
    }

    private static void serve(GoodPeer good, int times) {
        for (int i = 0; i < times; i++) {
            good.ask();
        }
    }

    /** One crowd below the rate, 4 bytes a second each, the other above it, until none lives or the time is up. */
    private static void asksBeside(Crowd slower, Crowd faster, GoodPeer good, Duration most) throws Exception {
        boolean alone = slower.living() == 0;
        long begun = System.nanoTime();
        long given = 0;
        while (System.nanoTime() - begun < most.toNanos() && (alone || slower.living() + faster.living() > 0)) {
            long due =
                    (System.nanoTime() - begun) / 500_000; // two of each crowd a millisecond, 500 peers: each in 250 ms
            for (; given < due; given++) {
                slower.next(1);
                faster.next(FASTER);
            }
            good.ask();
            slower.awaitEnded(Integer.MAX_VALUE, Duration.ofMillis(1), System::nanoTime);
            faster.look();
        }
    }
}
