// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Intake;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ws.frame.Deflate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** T9, X-30: what waits for a slow puller counts as large as it is in memory, not as it came. */
class InflatedInboxTest {
    private static final int SIZE = 60_000;

    /** A message of so many zeros, RFC 7692 7.2.1. */
    private static byte[] compressed() {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[SIZE]);
        byte[] out = new byte[SIZE];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    @DisplayName("T9: small frames that inflate to much stop reading when the bound is reached")
    void inflated() {
        ReceiveLimits limits = ReceiveLimits.defaults().withInboxBytes(100_000);
        WebSocketLinkOptions options = WebSocketLinkOptions.defaults().withReadAhead(0, 0);
        try (LinkRig rig = new LinkRig(true, limits, options, Optional.of(new Deflate(true, true, 6, 0)))) {
            rig.connection().inbound();
            rig.settle();
            for (int i = 0; i < 3; i++) {
                rig.peer(rig.frame(0xC2, compressed()));
            }
            assertThat(rig.connection().stats().messagesIn()).isEqualTo(2);
            assertThat(rig.connection().intake()).isEqualTo(Intake.STOPPED);
            assertThat(rig.unread()).isPositive().isLessThan(1000);
            for (int i = 0; i < 3; i++) {
                var asked =
                        rig.connection().inbound().receiveAsync(Duration.ZERO).toCompletableFuture();
                rig.settle();
                assertThat(asked.join())
                        .isInstanceOfSatisfying(
                                Received.class,
                                received -> assertThat(((WebSocketMessage) received.message()).bytes())
                                        .hasSize(SIZE));
            }
        }
    }
}
