// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import io.assaylink.transport.socket.LogLines;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** Events are counted and told without an object for any of them. */
class ObservedTest {
    private static final int ROUNDS = 100_000;

    private final ConnectionCore<?> connection = (ConnectionCore<?>)
            LoopbackTransport.on(new VirtualLoop(), "observed", LineFraming::new, ReceiveLimits.defaults())
                    .pair()
                    .near();
    private final Observed events = new Observed(connection);
    private final Sums sums = new Sums();

    private static final class Sums implements ConnectionObserver {
        private long sum;

        @Override
        public void bytesIn(Connection<?> of, long count) {
            sum += count;
        }

        @Override
        public void bytesOut(Connection<?> of, long count) {
            sum += count;
        }

        @Override
        public void received(Connection<?> of, long bytes, long inTransitNanos) {
            sum += bytes;
        }

        @Override
        public void sent(Connection<?> of) {
            sum++;
        }

        @Override
        public void idle(Connection<?> of, long quietNanos) {
            sum++;
        }

        @Override
        public void stalled(Connection<?> of, long bytesSoFar, long quietNanos) {
            sum++;
        }

        @Override
        public void paused(Connection<?> of) {
            sum++;
        }

        @Override
        public void resumed(Connection<?> of, long pausedNanos) {
            sum++;
        }
    }

    private void everythingOnce() {
        events.bytesIn(1_000_000_007L);
        events.bytesOut(1_000_000_009L);
        events.received(3, 1_000_000_021L);
        events.sent();
        events.idle(1_000_000_033L);
        events.stalled(4, 1_000_000_087L);
        events.paused();
        events.resumed(1_000_000_093L);
    }

    /** Bytes that this thread allocated so far: by reflection, for the module of the transport needs no management. */
    private static long allocated() throws Exception {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method bytes = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return (long) bytes.invoke(threads);
    }

    @Test
    void noEventAllocates() throws Exception {
        events.opened(sums);
        everythingOnce();
        long first = sums.sum;
        long before = allocated();
        for (int i = 0; i < ROUNDS; i++) {
            everythingOnce();
        }
        assertThat(allocated() - before).as("bytes in %s rounds", ROUNDS).isLessThan(ROUNDS);
        assertThat(sums.sum).isEqualTo(first * (ROUNDS + 1));
        assertThat(events.snapshot().messagesIn()).isEqualTo(ROUNDS + 1);
    }

    @Test
    void everyFailureIsCountedAndTheFirstIsLogged() {
        events.opened(new ConnectionObserver() {
            @Override
            public void sent(Connection<?> of) {
                throw new IllegalStateException("patient's name");
            }

            @Override
            public void closed(Connection<?> of, CloseReason reason) {
                throw new IllegalStateException("patient's name");
            }
        });
        try (var log = new LogLines(Observed.class)) {
            events.sent();
            events.sent();
            events.closed(new CloseReason.Local(0, ""));
            assertThat(events.snapshot().observerFailures()).isEqualTo(3);
            assertThat(events.snapshot().messagesOut()).isEqualTo(2);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("OBSERVER_FAILED")
                    .doesNotContain("patient");
        }
    }
}
