// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveLimits;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of {@link Sender}: every stage ends, once, and says whether its message went out. */
final class SenderStress {
    private static final int OPEN = 0;
    private static final int SENT = 1;
    private static final int FAILED = 2;

    private SenderStress() {}

    /** Takes all at once, and remembers the order. */
    private static final class Taking implements Link<Integer> {
        private int written;

        @Override
        public void reading(boolean wanted) {}

        @Override
        public void write(Integer message, CompletableFuture<Void> done) {
            written = written * 10 + message;
            done.complete(null);
        }

        @Override
        public void flush() {}

        @Override
        public long pending() {
            return 0;
        }

        @Override
        public long written() {
            return written;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void finish(CloseReason reason) {}

        @Override
        public void cut() {}
    }

    private static ConnectionCore<Integer> connection(HandLoop loop, Taking link) {
        return new ConnectionCore<>("stress", new InetSocketAddress(0), loop, ReceiveLimits.defaults(), link);
    }

    private static int state(CompletableFuture<Void> stage) {
        return !stage.isDone() ? OPEN : stage.isCompletedExceptionally() ? FAILED : SENT;
    }

    /** Somebody sends while the connection is lost. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "written, and its stage says so")
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "not written, and its stage says so")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a stage that never ends, or lies")
    public static class SendAgainstLoss {
        private final HandLoop loop = new HandLoop();
        private final Taking link = new Taking();
        private final ConnectionCore<Integer> core = connection(loop, link);
        private CompletableFuture<Void> stage;

        @Actor
        public void caller() {
            stage = core.outbound().send(1).toCompletableFuture();
        }

        @Actor
        public void loop() {
            loop.run();
            loop.execute(() -> core.terminated(new CloseReason.Lost("stress", false)));
            loop.run();
        }

        @Arbiter
        public void after(II_Result result) {
            loop.run();
            result.r1 = link.written;
            result.r2 = state(stage);
        }
    }

    /** Somebody sends twice while the loop drains what was sent: in the order of the calls, and nothing is left behind. */
    @JCStressTest
    @State
    @Outcome(id = "12, 1, 1", expect = Expect.ACCEPTABLE, desc = "both, in order")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left behind, doubled or reordered")
    public static class SendAgainstDrain {
        private final HandLoop loop = new HandLoop();
        private final Taking link = new Taking();
        private final ConnectionCore<Integer> core = connection(loop, link);
        private CompletableFuture<Void> first;
        private CompletableFuture<Void> second;

        @Actor
        public void caller() {
            first = core.outbound().send(1).toCompletableFuture();
            second = core.outbound().send(2).toCompletableFuture();
        }

        @Actor
        public void loop() {
            loop.run();
        }

        @Arbiter
        public void after(III_Result result) {
            loop.run();
            result.r1 = link.written;
            result.r2 = state(first);
            result.r3 = state(second);
        }
    }

    /** Somebody waits for room while the connection is lost. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "told that there is room")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "told of the end")
    @Outcome(expect = Expect.FORBIDDEN, desc = "waits for ever")
    public static class WhenWritableAgainstLoss {
        private final HandLoop loop = new HandLoop();
        private final ConnectionCore<Integer> core = connection(loop, new Taking());
        private CompletableFuture<Void> stage;

        @Actor
        public void caller() {
            stage = core.outbound().whenWritable().toCompletableFuture();
        }

        @Actor
        public void loop() {
            loop.run();
            loop.execute(() -> core.terminated(new CloseReason.Lost("stress", false)));
            loop.run();
        }

        @Arbiter
        public void after(I_Result result) {
            loop.run();
            result.r1 = state(stage);
        }
    }
}
