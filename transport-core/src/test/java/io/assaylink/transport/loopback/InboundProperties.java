// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Idle;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.spi.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Whatever happens in whatever order, each message is received once, in order, and no outcome lies. */
class InboundProperties {
    private static final Duration QUIET = Duration.ofMillis(100);

    /** What happens. */
    enum Step {
        ARRIVE,
        BEGIN,
        FINISH,
        ASK,
        ASK_NOW,
        CANCEL,
        PASS_TIME,
        PASS_MUCH_TIME
    }

    @Property(tries = 300)
    @Label("X-1 X-5 X-6: arrive, pause, cancel, close against a list")
    void nothingIsLostInventedOrReordered(
            @ForAll @Size(max = 60) List<Step> steps,
            @ForAll @IntRange(min = 1, max = 4) int inbox,
            @ForAll @IntRange(min = 1, max = 7) int cut) {
        Model model = new Model(inbox, cut);
        steps.forEach(model::step);
        model.end();
    }

    private static final class Model {
        private final VirtualLoop loop = new VirtualLoop();
        private final LoopbackPair<String> pair;
        private final List<String> sent = new ArrayList<>();
        private final List<String> received = new ArrayList<>();
        private String begun = "";
        private @Nullable CompletableFuture<ReceiveOutcome<String>> asked;

        Model(int inbox, int cut) {
            pair = LoopbackTransport.on(
                            loop,
                            "model",
                            LineFraming::new,
                            ReceiveLimits.defaults().withInbox(inbox).withTotal(Duration.ZERO))
                    .pair();
            pair.toNear().cut(available -> cut);
            pair.near().inbound();
            loop.run();
        }

        void step(Step step) {
            switch (step) {
                case ARRIVE, FINISH -> {
                    String text = "message " + sent.size();
                    sent.add(begun + text);
                    begun = "";
                    write(text + "\n");
                }
                case BEGIN -> {
                    begun += "part ";
                    write("part ");
                }
                case ASK -> ask(QUIET);
                case ASK_NOW -> ask(Duration.ZERO);
                case CANCEL -> {
                    CompletableFuture<ReceiveOutcome<String>> waiting = asked;
                    if (waiting != null && waiting.cancel(false)) {
                        asked = null;
                    }
                }
                case PASS_TIME -> loop.advance(Duration.ofMillis(70));
                case PASS_MUCH_TIME -> loop.advance(Duration.ofSeconds(11));
            }
            look();
        }

        private void write(String text) {
            pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
            loop.run();
        }

        private void ask(Duration quiet) {
            if (asked == null) {
                asked = pair.near().inbound().receiveAsync(quiet).toCompletableFuture();
                loop.run();
            }
        }

        private void look() {
            CompletableFuture<ReceiveOutcome<String>> waiting = asked;
            if (waiting == null || !waiting.isDone()) {
                return;
            }
            asked = null;
            ReceiveOutcome<String> outcome = waiting.join();
            if (outcome instanceof Received<String> message) {
                received.add(message.message());
            } else if (outcome instanceof Idle) {
                assertThat(received).isEqualTo(sent);
                assertThat(begun).isEmpty();
            } else if (outcome instanceof Stalled<String> stalled) {
                assertThat(received).isEqualTo(sent);
                assertThat(stalled.bytesSoFar()).isEqualTo(begun.length());
            }
            assertThat(outcome).isNotInstanceOf(Closed.class);
        }

        void end() {
            pair.toNear().end();
            loop.run();
            ReceiveOutcome<String> outcome = next();
            while (!(outcome instanceof Closed)) {
                if (outcome instanceof Received<String> message) {
                    received.add(message.message());
                }
                outcome = next();
            }
            assertThat(received).isEqualTo(sent);
            assertThat(next()).isEqualTo(outcome);
        }

        private ReceiveOutcome<String> next() {
            CompletableFuture<ReceiveOutcome<String>> waiting = asked;
            asked = null;
            CompletableFuture<ReceiveOutcome<String>> last = waiting != null
                    ? waiting
                    : pair.near().inbound().receiveAsync(QUIET).toCompletableFuture();
            loop.advance(Duration.ofSeconds(15));
            return last.join();
        }
    }
}
