// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Intake;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** T9: what waits for a slow puller is bounded in bytes too, however many messages may wait. */
class InboxBytesTest {
    private static final ReceiveLimits MANY =
            ReceiveLimits.defaults().withInbox(1000).withLiveness(Duration.ofSeconds(5));

    private final VirtualLoop loop = new VirtualLoop();

    private LoopbackPair<String> pulled(ReceiveLimits limits) {
        LoopbackPair<String> pair =
                LoopbackTransport.on(loop, "bytes", LineFraming::new, limits).pair();
        pair.near().inbound();
        loop.run();
        return pair;
    }

    /** A line of this many bytes, in a read of its own. */
    private void far(LoopbackPair<String> pair, int number, int bytes) {
        String line = number + "x".repeat(bytes - 2) + "\n";
        pair.toNear().inject(line.getBytes(StandardCharsets.UTF_8));
        loop.run();
    }

    /** The number of the next line, -1 where none is there. */
    private int next(LoopbackPair<String> pair) {
        var asked = pair.near().inbound().receiveAsync(Duration.ZERO).toCompletableFuture();
        loop.run();
        ReceiveOutcome<String> outcome = asked.join();
        return outcome instanceof Received<String> line ? line.message().charAt(0) - '0' : -1;
    }

    @Test
    @DisplayName("T9: reading stops at the bound, goes on when half of it is consumed, and nothing is lost")
    void boundInBytes() {
        LoopbackPair<String> pair = pulled(MANY.withInboxBytes(1000));
        for (int i = 0; i < 9; i++) {
            far(pair, i, 300);
        }
        assertThat(pair.near().stats().messagesIn()).isEqualTo(4); // 900 bytes are below it
        assertThat(pair.near().intake()).isEqualTo(Intake.STOPPED);
        loop.advance(Duration.ofHours(1));
        assertThat(pair.near().isConnected()).as("the clocks stand").isTrue();
        assertThat(next(pair)).isZero();
        assertThat(next(pair)).isEqualTo(1);
        assertThat(pair.near().intake()).as("600 bytes wait").isEqualTo(Intake.STOPPED);
        assertThat(next(pair)).isEqualTo(2);
        assertThat(pair.near().stats().messagesIn()).isGreaterThan(4);
        for (int i = 3; i < 9; i++) {
            assertThat(next(pair)).isEqualTo(i);
        }
        assertThat(next(pair)).isEqualTo(-1);
        assertThat(pair.near().intake()).isEqualTo(Intake.OPEN);
    }

    @Test
    @DisplayName("T9: what is larger than the bound passes, one at a time")
    void largerThanTheBound() {
        LoopbackPair<String> pair = pulled(MANY.withInboxBytes(100));
        for (int i = 0; i < 5; i++) {
            far(pair, i, 300);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(pair.near().stats().messagesIn()).isEqualTo(i + 1);
            assertThat(next(pair)).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("T9: by default a puller that never comes holds a megabyte and one read, not a thousand messages")
    void byDefault() {
        LoopbackPair<String> pair = pulled(MANY);
        for (int i = 0; i < 100; i++) {
            far(pair, i % 10, 50_000);
        }
        assertThat(pair.near().stats().messagesIn()).isEqualTo(21);
    }
}
