// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The budget of partial messages where memory is really short. */
class BudgetLoadTest {
    private static final int CROWD = 1000;
    private static final int BLOCK = 9_900_000;

    @Test
    void aThousandPeersThatEachWantTenMegabytesTakeTheBudgetAndNotTheHeap() throws Exception {
        try (ServedProcess server = ServedProcess.start(List.of("-Xmx256m"), "budget=" + (64 << 20));
                GoodPeer good = new GoodPeer(server.address())) {
            good.ask();
            try (Crowd crowd = new Crowd(server.address(), CROWD, BLOCK)) {
                crowd.flood(BLOCK - 1, good::askOnce);
                // a farewell takes its way to the crowd, and the end of the connection its own
                crowd.awaitEnded(CROWD - (64 << 20) / BLOCK, Duration.ofSeconds(20), System::nanoTime);
                ServedProcess.Seen during = server.await("open", 1L + crowd.living());
                System.out.println("budget: " + during + ", good peer answered " + good.answered() + " times, µs "
                        + List.of(good.microsOf(0.5, 0.99, 1)[0]));
                assertThat(crowd.living()).as("more would not fit").isLessThanOrEqualTo((64 << 20) / BLOCK);
                assertThat(crowd.living()).as("nobody goes without need").isPositive();
                assertThat(during.get("TooLarge")).isEqualTo(crowd.ended());
                assertThat(during.get("held")).isBetween((long) crowd.living() * BLOCK, 64L << 20);
                assertThat(during.get("open")).isEqualTo(1L + crowd.living());
            }
            good.ask();
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
            assertThat(server.await("open", 1).get("open")).isEqualTo(1);
            assertThat(server.await("held", 0).get("held")).isZero();
        }
    }
}
