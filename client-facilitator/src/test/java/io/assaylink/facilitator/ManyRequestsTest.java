// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.exchange.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManyRequestsTest {
    private static final int MANY = 100_000;
    /** So many have one deadline. */
    private static final int STEP = 100;

    private static final long HEAP = 64L << 20;

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @DisplayName("F4 F5 100,000 pending in 64 MiB, one more is refused; answered in any order, each in its own time")
    void manyPending() {
        VirtualSession it = new VirtualSession().ready();
        it.keepsSent = false;
        List<Ask> asked = new ArrayList<>(MANY);
        long before = used();
        for (int i = 0; i < MANY; i++) {
            asked.add(it.request(Duration.ofMillis(60_000 + i / STEP)));
        }
        long after = used();

        assertThat(it.session.dialect().pendingRequests()).isEqualTo(MANY);
        assertThat(after - before).as("heap of 100,000").isLessThanOrEqualTo(HEAP);
        assertThat(it.only(it.request(Duration.ofSeconds(1))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo("too.many.pending"));

        List<Ask> half = new ArrayList<>(asked.subList(0, MANY / 2));
        Collections.shuffle(half, new Random(7));
        for (Ask each : half) {
            it.reply(each);
        }
        for (Ask each : half) {
            assertThat(it.only(each)).isInstanceOf(Outcome.Reply.class);
        }
        it.pass(Duration.ofMillis(60_000 + MANY / STEP));
        for (Ask each : asked.subList(MANY / 2, MANY)) {
            assertThat(it.only(each)).isInstanceOf(Outcome.TimedOut.class);
        }
        assertThat(it.session.dialect().pendingRequests()).isZero();
    }

    @Test
    @DisplayName("X-3 a ready client with nothing to do has nothing to be woken for")
    void idle() {
        VirtualSession it = new VirtualSession().ready();

        assertThat(it.session.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }
}
