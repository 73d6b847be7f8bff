// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.fault.plan.FaultEvent;
import io.assaylink.transport.fault.plan.FaultMix;
import io.assaylink.transport.fault.plan.FaultPlan;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every seed. */
class FaultyTransportProperties {

    private record Run(Reads near, Reads far, List<FaultEvent> events) {}

    private static Run run(FaultPlan plan, List<Integer> sizes) {
        VirtualLoop loop = new VirtualLoop();
        ReceiveLimits limits = ReceiveLimits.defaults().withIdle(Duration.ZERO);
        LoopbackTransport<ByteBuffer> bytes = LoopbackTransport.on(loop, "peer", Framing::none, limits);
        Run run = new Run(new Reads(), new Reads(), List.of());
        var unused = bytes.server().listen(connection -> connection.drive(run.far));
        FaultyTransport<ByteBuffer> transport = FaultyTransport.overBytes(bytes, Framing::none, limits, loop, plan);
        for (int tries = 0; tries < 100 && run.near.driver == null; tries++) {
            var connected = transport.connect().toCompletableFuture();
            loop.run();
            var unusedDriven = connected.thenAccept(connection -> connection.drive(run.near));
            loop.advance(Duration.ofSeconds(1));
        }
        byte next = 0;
        for (int size : sizes) {
            byte[] message = new byte[size];
            for (int i = 0; i < size; i++) {
                message[i] = next++;
            }
            for (Reads end : List.of(run.near, run.far)) {
                Objects.requireNonNull(end.driver)
                        .execute(() -> Objects.requireNonNull(end.driver).send(ByteBuffer.wrap(message.clone())));
            }
            loop.advance(Duration.ofMillis(5));
        }
        loop.advance(Duration.ofDays(1));
        return new Run(run.near, run.far, transport.faults().events());
    }

    private static String sent(List<Integer> sizes) {
        byte[] all = new byte[sizes.stream().mapToInt(size -> size).sum()];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return new String(all, StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 300)
    void harmlessFaultsChangeNoByteAndLoseNone(
            @ForAll long seed, @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 900) Integer> sizes) {
        Run run = run(FaultPlan.random(seed), sizes);
        assertThat(run.far.all()).isEqualTo(sent(sizes));
        assertThat(run.near.all()).isEqualTo(sent(sizes));
        assertThat(run.near.closed).isNull();
    }

    @Property(tries = 300)
    void oneSeedDoesTheSameToTheSameTraffic(
            @ForAll long seed, @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 900) Integer> sizes) {
        FaultPlan plan = FaultPlan.random(seed, FaultMix.everything());
        Run first = run(plan, sizes);
        Run again = run(FaultPlan.random(seed, FaultMix.everything()), sizes);
        assertThat(again.events).isEqualTo(first.events);
        assertThat(again.near.texts).isEqualTo(first.near.texts);
        assertThat(again.near.times).isEqualTo(first.near.times);
        assertThat(again.far.texts).isEqualTo(first.far.texts);
        assertThat(Objects.toString(again.near.closed)).isEqualTo(Objects.toString(first.near.closed));
    }
}
