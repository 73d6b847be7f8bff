// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.Framing;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FacilitatorClientTest {

    @Test
    void anErrorOfAnObserverDoesNotStopTheSession() throws Exception {
        ClientOptions options = ClientOptions.defaults("gw");
        FacilitatorObserver broken = new FacilitatorObserver() {
            @Override
            public void stateChanged(StateChange change) {
                throw new AssertionError("theirs");
            }
        };
        try (LoopbackTransport<ByteBuffer> nobody =
                        LoopbackTransport.inRealTime("nobody", Framing::none, options.receiveLimits());
                VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults())) {
            FacilitatorClient client = FacilitatorClient.create(options, nobody, Frames.bytes(), outbox, broken);

            client.start();
            client.close(Duration.ofSeconds(30)).toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        }
    }
}
