// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.hub.LineFraming;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many devices a constellation has, and what they cost. */
@Timeout(60)
class ConstellationBoundsTest {
    private static final String NAME = "bounded";
    private static final Duration TEN = Duration.ofSeconds(10);

    private final UfoOptions options = UfoOptions.defaults(NAME).withMaxDevices(200);
    private final LoopbackTransport<ByteBuffer> transport = LoopbackTransport.inRealTime(
            NAME, LineFraming::new, options.client().receiveLimits());
    private final AtomicInteger refused = new AtomicInteger();
    private final UfoConstellation constellation = UfoConstellation.create(options, new FacilitatorObserver() {
        @Override
        public void counted(Counter counter) {
            if (counter == Counter.DEVICE_REFUSED) {
                refused.incrementAndGet();
            }
        }
    });

    /** Says to everything that it is well: that registers a device, and answers no task. */
    private static final class Agreeable implements Machine<ByteBuffer> {
        private Optional<Driver<ByteBuffer>> driver = Optional.empty();

        @Override
        public void opened(Driver<ByteBuffer> opened, long now) {
            driver = Optional.of(opened);
        }

        @Override
        public void received(ByteBuffer message, long now) {
            driver.orElseThrow().send(ByteBuffer.wrap(VirtualAip.REGISTERED.getBytes(UTF_8)));
        }

        @Override
        public void closed(CloseReason reason, long now) {}
    }

    @BeforeEach
    void listen() throws Exception {
        get(transport.server().listen(connection -> connection.drive(new Agreeable())));
    }

    @AfterEach
    void release() throws Exception {
        get(constellation.close(TEN));
        transport.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("assaylink-session-" + NAME))
                .toList();
    }

    private void fill() throws Exception {
        for (int i = 0; i < options.maxDevices(); i++) {
            constellation.add("d" + i, transport, Frames.bytes());
        }
        for (String device : constellation.devices()) {
            get(constellation.whenReady(device));
        }
    }

    @Test
    void oneDeviceAboveTheBoundIsRefusedAndCounted() throws Exception {
        fill();

        assertThatThrownBy(() -> constellation.add("late", transport, Frames.bytes()))
                .isInstanceOfSatisfying(
                        TooManyDevicesException.class,
                        full -> assertThat(full.limit()).isEqualTo(200));
        assertThat(refused).hasValue(1);
        assertThat(constellation.devices()).hasSize(200).doesNotContain("late");
        assertThat(constellation.state("d0").phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aDeviceThatGoesGivesItsPlaceToAnother() throws Exception {
        fill();
        get(constellation.remove("d7", TEN));
        constellation.add("late", transport, Frames.bytes());
        get(constellation.whenReady("late"));

        assertThatThrownBy(() -> constellation.add("later", transport, Frames.bytes()))
                .isInstanceOf(TooManyDevicesException.class);
        assertThat(get(constellation.remove("d7", TEN))).isNull();
        assertThatThrownBy(() -> constellation.add("later", transport, Frames.bytes()))
                .isInstanceOf(TooManyDevicesException.class);
    }

    @Test
    void aSecondOneOfTheSameNameTakesNoPlace() {
        constellation.add("d", transport, Frames.bytes());
        for (int i = 0; i < options.maxDevices(); i++) {
            assertThatThrownBy(() -> constellation.add("d", transport, Frames.bytes()))
                    .isInstanceOf(IllegalStateException.class)
                    .isNotInstanceOf(TooManyDevicesException.class);
        }
        constellation.add("e", transport, Frames.bytes());

        assertThat(constellation.devices()).containsExactlyInAnyOrder("d", "e");
        assertThat(refused).hasValue(0);
    }

    @Test
    void twoHundredDevicesShareOneThreadThatEndsWithThem() throws Exception {
        fill();
        List<Thread> timers = timers();
        assertThat(timers).hasSize(1);
        get(constellation.close(TEN));
        timers.get(0).join(TEN.toMillis());

        assertThat(timers.get(0).isAlive()).isFalse();
        assertThat(constellation.devices()).isEmpty();
        assertThatThrownBy(() -> constellation.add("late", transport, Frames.bytes()))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(TooManyDevicesException.class);
    }

    @Test
    void theSharedThreadEndsTheTasksOfEachDeviceInTime() throws Exception {
        fill();
        List<PendingReply> tasks = new ArrayList<>();
        for (String device : constellation.devices()) {
            tasks.add(constellation.task(device, "never", "ends", Duration.ofMillis(50)));
        }
        for (PendingReply task : tasks) {
            assertThat(get(task.outcome())).isInstanceOf(Outcome.TimedOut.class);
        }
    }
}
