// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.exchange.Answer;
import io.assaylink.facilitator.session.Dialect;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.session.Step;
import io.assaylink.transport.Framing;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines of sessions that share a timer. */
@Timeout(60)
class SessionTimerTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long MOMENT = Duration.ofMillis(5).toNanos();

    private final ClientOptions options = ClientOptions.defaults("timed");
    private final LoopbackTransport<ByteBuffer> nobody =
            LoopbackTransport.inRealTime("nobody", Framing::none, options.receiveLimits());
    private final SessionTimer timer = new SessionTimer("timed");

    /** Wants a tick when the test says so, and in an hour after that. */
    private static final class Clockwork implements Dialect {
        private final BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
        private long deadline = Long.MAX_VALUE;

        @Override
        public Step connected(long epoch, long now) {
            return Step.STAY;
        }

        @Override
        public Step handshake(byte[] frame, long now) {
            return Step.STAY;
        }

        @Override
        public Step ready(long now) {
            return Step.STAY;
        }

        @Override
        public Step frame(byte[] frame, long now) {
            return Step.STAY;
        }

        @Override
        public void lost(String reason, boolean ended) {}

        @Override
        public void served(long ticket, Answer answer, long now) {}

        @Override
        public Step tick(long now) {
            ticks.add(now);
            deadline = now + HOUR;
            return Step.STAY;
        }

        @Override
        public long nextDeadline() {
            return deadline;
        }

        @Override
        public void drain() {}

        @Override
        public boolean isDrained() {
            return true;
        }
    }

    @AfterEach
    void release() {
        timer.close();
        nobody.close();
    }

    private SessionShell<Clockwork> shell() {
        Session<Clockwork> session =
                new Session<>(options, new PolicyBackOff(options.retry(), new SecureRandom()), out -> new Clockwork());
        Handlers handlers = new Handlers("timed", options.handlers());
        return new SessionShell<>(options, session, nobody, Frames.bytes(), handlers, FacilitatorObserver.NONE, timer);
    }

    /** Returns when the session has armed its timer for it. */
    private static void wants(SessionShell<Clockwork> shell, long in) throws Exception {
        shell.event((session, now) -> session.dialect().deadline = now + in);
        settled(shell);
    }

    private static void settled(SessionShell<Clockwork> shell) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        shell.event((session, now) -> done.complete(null));
        done.get(30, SECONDS);
    }

    private static BlockingQueue<Long> ticks(SessionShell<Clockwork> shell) throws Exception {
        CompletableFuture<BlockingQueue<Long>> ticks = new CompletableFuture<>();
        shell.event((session, now) -> ticks.complete(session.dialect().ticks));
        return ticks.get(30, SECONDS);
    }

    @Test
    @DisplayName("a session waits for one deadline at a time, however often an earlier one came and went")
    void oneDeadlineASession() throws Exception {
        SessionShell<Clockwork> shell = shell();
        wants(shell, HOUR);
        for (int i = 0; i < 20; i++) {
            wants(shell, MOMENT);
            assertThat(ticks(shell).poll(30, SECONDS)).isNotNull();
            settled(shell);
        }

        assertThat(timer.waiting()).isEqualTo(1);
    }

    @Test
    void earlierDeadlinesTakeThePlaceOfLaterOnes() throws Exception {
        SessionShell<Clockwork> shell = shell();
        for (int i = 0; i < 20; i++) {
            wants(shell, HOUR - i * SECONDS.toNanos(1));
        }

        assertThat(timer.waiting()).isEqualTo(1);
    }

    @Test
    void aSessionThatEndsTakesItsDeadlineWithItAndNoOther() throws Exception {
        SessionShell<Clockwork> goes = shell();
        SessionShell<Clockwork> stays = shell();
        wants(goes, HOUR);
        wants(stays, HOUR);
        goes.close(Duration.ofSeconds(10)).toCompletableFuture().get(30, SECONDS);
        settled(goes);
        assertThat(timer.waiting()).isEqualTo(1);
        wants(goes, MOMENT);
        wants(stays, MOMENT);

        assertThat(ticks(stays).poll(30, SECONDS)).isNotNull();
        assertThat(ticks(goes)).isEmpty();
    }
}
