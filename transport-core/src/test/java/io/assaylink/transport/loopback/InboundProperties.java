// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.loop.VirtualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A pulled connection against {@link ReceiveOracle}: whatever happens in whatever order, no outcome lies. */
class InboundProperties {

    /** What happens. */
    enum Step {
        ARRIVE,
        ARRIVE_MANY,
        ARRIVE_MANY_AND_BEGIN,
        BEGIN,
        FINISH,
        ASK,
        ASK_LONG,
        ASK_NOW,
        ASK_AGAIN,
        CANCEL,
        CALLER_GIVES_UP,
        INTERRUPT,
        PASS_LITTLE,
        PASS_TIME,
        PASS_MUCH_TIME,
        PEER_ENDS,
        SEVER,
        CLOSE
    }

    private static final Set<Step> ENDS = EnumSet.of(Step.PEER_ENDS, Step.SEVER, Step.CLOSE);

    @Provide
    Arbitrary<List<Step>> histories() {
        return Arbitraries.frequencyOf(
                        Tuple.of(40, Arbitraries.of(Step.class).filter(step -> !ENDS.contains(step))),
                        Tuple.of(1, Arbitraries.of(ENDS)))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 5000)
    @Label("X-1 X-5 X-6 T9 T15: arrive, pause, ask, cancel, interrupt, close in any order, against an oracle")
    void noOutcomeLies(
            @ForAll("histories") List<Step> steps,
            @ForAll @IntRange(min = 1, max = 5) int inbox,
            @ForAll @IntRange(min = 1, max = 40) int cut) {
        Pull pull = new Pull(inbox, cut);
        steps.forEach(pull::step);
        pull.end();
    }

    private static final class Pull {
        private static final Duration STALL = Duration.ofSeconds(10);
        private static final int LONGEST = 40;

        private final VirtualLoop loop = new VirtualLoop();
        private final ReceiveOracle oracle = new ReceiveOracle(STALL);
        private final LoopbackPair<String> pair;
        private final int inbox;
        private int numbers;
        private @Nullable CompletableFuture<ReceiveOutcome<String>> waiting;
        private long asked;
        private long quiet;
        private long answeredAt;

        Pull(int inbox, int cut) {
            this.inbox = inbox;
            pair = LoopbackTransport.on(
                            loop,
                            "model",
                            LineFraming::new,
                            ReceiveLimits.defaults()
                                    .withInbox(inbox)
                                    .withStall(STALL)
                                    .withTotal(Duration.ZERO))
                    .pair();
            pair.toNear().cut(available -> cut);
            pair.near().inbound();
            loop.run();
        }

        private long now() {
            return loop.ticker().nanos();
        }

        /** Makes a turn, which brings the account of pauses up to date. */
        private void touch() {
            var unused = pair.near().outbound().whenWritable();
            loop.run();
        }

        private long paused() {
            return pair.near().stats().pausedNanos();
        }

        void step(Step step) {
            switch (step) {
                case ARRIVE -> send("message " + numbers++, "");
                case ARRIVE_MANY -> send("m" + numbers++, "m" + numbers++, "m" + numbers++, "m" + numbers++, "");
                case ARRIVE_MANY_AND_BEGIN -> send("m" + numbers++, "m" + numbers++, "m" + numbers++, "part ");
                case BEGIN -> send("part ");
                case FINISH -> send("end " + numbers++, "");
                case ASK -> ask(Duration.ofMillis(100));
                case ASK_LONG -> ask(Duration.ofSeconds(25));
                case ASK_NOW -> ask(Duration.ZERO);
                case ASK_AGAIN -> {
                    if (waiting != null) {
                        assertThatThrownBy(() -> pair.near().inbound().receiveAsync(Duration.ZERO))
                                .isInstanceOf(IllegalStateException.class);
                    }
                }
                case CANCEL -> {
                    CompletableFuture<ReceiveOutcome<String>> asking = waiting;
                    if (asking != null) {
                        assertThat(asking.cancel(false))
                                .as("it waits, so it can be cancelled")
                                .isTrue();
                        waiting = null;
                    }
                }
                case CALLER_GIVES_UP -> {
                    CompletableFuture<ReceiveOutcome<String>> asking = waiting;
                    if (asking != null) {
                        assertThat(asking.completeExceptionally(new IllegalStateException("enough")))
                                .isTrue();
                        waiting = null;
                    }
                }
                case INTERRUPT -> interrupt();
                case PASS_LITTLE -> loop.advance(Duration.ofMillis(70));
                case PASS_TIME -> loop.advance(Duration.ofSeconds(7));
                case PASS_MUCH_TIME -> loop.advance(Duration.ofSeconds(60));
                case PEER_ENDS -> {
                    pair.toNear().end();
                    oracle.end(CloseReason.ByPeer.class);
                }
                case SEVER -> {
                    pair.toNear().sever();
                    oracle.end(CloseReason.Lost.class);
                }
                case CLOSE -> {
                    var unused = pair.near().close(Duration.ofSeconds(1));
                    oracle.end(CloseReason.Local.class);
                }
            }
            loop.run();
            look();
            assertThat(pair.near().stats().messagesIn() - oracle.received())
                    .as("the inbox is bounded, but for what one read brings")
                    .isLessThanOrEqualTo(inbox + LONGEST / 3);
        }

        /** In one piece: whole messages, and the beginning of one. */
        private void send(String... texts) {
            touch();
            for (int i = 0; i < texts.length; i++) {
                oracle.sends(texts[i], i < texts.length - 1, now(), paused());
            }
            pair.toNear().inject(String.join("\n", texts).getBytes(StandardCharsets.UTF_8));
        }

        private void ask(Duration bound) {
            if (waiting == null) {
                quiet = bound.toNanos();
                asked = now();
                CompletableFuture<ReceiveOutcome<String>> asking =
                        pair.near().inbound().receiveAsync(bound).toCompletableFuture();
                waiting = asking;
                var unused = asking.whenComplete((outcome, failure) -> answeredAt = now());
            }
        }

        /** A thread that is interrupted before it waits has what is there, or an exception and lost nothing. */
        private void interrupt() {
            if (waiting != null) {
                return;
            }
            asked = now();
            quiet = Duration.ofSeconds(1).toNanos();
            Thread.currentThread().interrupt();
            try {
                oracle.answered(pair.near().inbound().receive(Duration.ofSeconds(1)), asked, quiet, now(), paused());
            } catch (InterruptedException nothingLost) {
                loop.run();
            } finally {
                Thread.interrupted();
            }
        }

        private void look() {
            CompletableFuture<ReceiveOutcome<String>> asking = waiting;
            if (asking == null) {
                return;
            }
            if (asking.isDone()) {
                waiting = null;
                oracle.answered(asking.join(), asked, quiet, answeredAt, paused());
            } else {
                assertThat(oracle.owesMessages())
                        .as("a message that is there is not kept from who waits")
                        .isFalse();
                if (!oracle.ended()) {
                    assertThat(now())
                            .as("nobody waits beyond the bound")
                            .isLessThan(oracle.due(asked, quiet, paused()));
                }
            }
        }

        void end() {
            if (!oracle.ended()) {
                step(Step.PEER_ENDS);
            }
            for (int i = 0; i < 1000; i++) {
                ask(Duration.ZERO);
                CompletableFuture<ReceiveOutcome<String>> asking = waiting;
                loop.advance(Duration.ofSeconds(30));
                look();
                if (asking != null && asking.join() instanceof Closed) {
                    break;
                }
            }
            oracle.over(pair.near().stats().messagesIn());
            step(Step.ASK);
            step(Step.ASK_NOW);
        }
    }
}
