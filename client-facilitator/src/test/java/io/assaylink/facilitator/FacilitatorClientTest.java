// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.Framing;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    @DisplayName("a flight recording shows the steps of a session and its alarms")
    void recorded(@TempDir Path directory) throws Exception {
        ClientOptions options = ClientOptions.defaults("gw-recorded");
        Path file = directory.resolve("client.jfr");
        try (Recording recording = new Recording();
                LoopbackTransport<ByteBuffer> nobody =
                        LoopbackTransport.inRealTime("nobody", Framing::none, options.receiveLimits());
                VolatileOutbox outbox = new VolatileOutbox(OutboxOptions.defaults())) {
            recording.enable("io.assaylink.SessionTransition");
            recording.start();
            FacilitatorClient client = FacilitatorClient.create(options, nobody, Frames.bytes(), outbox);
            client.close(Duration.ofSeconds(30)).toCompletableFuture().get(30, TimeUnit.SECONDS);
            recording.stop();
            recording.dump(file);
        }

        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getString("client").equals("gw-recorded"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("from")).isEqualTo("IDLE");
                    assertThat(event.getString("to")).isEqualTo("CLOSED");
                    assertThat(event.getString("reason")).isEqualTo("closed");
                });
    }
}
