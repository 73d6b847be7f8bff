// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("X-15: one receiver by convention: a request takes the dispatcher's messages, the dispatcher its reply")
class OneReceiverFlawsTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final LoopbackPair<String> pair = LoopbackTransport.on(
                    loop, "ours", LineFraming::new, ReceiveLimits.defaults())
            .pair();

    @Test
    void control() {
        NaiveSharedReceiver naive = new NaiveSharedReceiver();
        naive.arrives("reply 1");
        naive.arrives("result of patient 2");
        naive.arrives("reply 2");
        assertThat(naive.receive())
                .as("the dispatcher has the reply of the request")
                .hasValue("reply 1");
        assertThat(naive.request("1")).isEmpty();
        assertThat(naive.receive())
                .as("and the request took a result and the reply of another")
                .isEmpty();
    }

    @Test
    void oursPulled() {
        var dispatcher = pair.near().inbound().receiveAsync(Duration.ofHours(1)).toCompletableFuture();
        assertThatThrownBy(() -> pair.near().inbound().receiveAsync(Duration.ofHours(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waits already");
        pair.toNear().inject("reply 1\n".getBytes(StandardCharsets.UTF_8));
        loop.run();
        assertThat(((Received<String>) dispatcher.join()).message()).isEqualTo("reply 1");
    }

    @Test
    void oursDriven() {
        List<String> received = new ArrayList<>();
        Machine<String> session = new Machine<>() {
            @Override
            public void opened(Driver<String> driver, long now) {}

            @Override
            public void received(String message, long now) {
                received.add(message);
            }

            @Override
            public void closed(CloseReason reason, long now) {}
        };
        pair.near().drive(session);
        loop.run();
        assertThatThrownBy(() -> pair.near().inbound()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pair.near().drive(session)).isInstanceOf(IllegalStateException.class);
        pair.toNear().inject("reply 1\nresult\nreply 2\n".getBytes(StandardCharsets.UTF_8));
        loop.run();
        assertThat(received).containsExactly("reply 1", "result", "reply 2");
    }
}
