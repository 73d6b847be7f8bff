// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.Certainty;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.Request;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.exchange.Pending;
import io.assaylink.facilitator.exchange.WaitGuard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A request's reply, its timeout, its caller's cancel and the end of its connection: exactly one of them settles it, and the
 * table is empty afterwards. Two actors each, for jcstress leaves out silently what has more of them than the machine has cores.
 */
final class ReplyStress {
    private ReplyStress() {}

    private static Ask request(long number) {
        return new Ask(
                number,
                "run-" + number,
                Request.once("ask", new byte[0], Duration.ofMillis(1)),
                new WaitGuard(),
                cancelled -> {});
    }

    /** The table alone, behind the mailbox that every event passes. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "settled once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "settled twice, never, or left in the table")
    public static class Settle {
        private final Mailbox mailbox = new Mailbox();
        private final Pending pending = new Pending(4, 4);
        private final Ask request = request(1);
        private int settled;

        public Settle() {
            pending.register(request, 0);
        }

        private void settle(Pending.Ended found) {
            settled++;
            found.request().complete(new io.assaylink.facilitator.Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN));
        }

        /** The event loop: the reply, and right behind it the end. */
        @Actor
        public void network() {
            mailbox.post(
                    () -> pending.end(request.id(), Counter.DUPLICATE_REPLY).ifPresent(this::settle));
            mailbox.post(() -> pending.endAll(true).forEach(this::settle));
        }

        /** The timer, and a caller who gives up. */
        @Actor
        public void here() {
            mailbox.post(() -> pending.expire(1_000_000).forEach(this::settle));
            mailbox.post(() -> pending.end(request.id(), Counter.LATE_REPLY).ifPresent(this::settle));
        }

        @Arbiter
        public void after(III_Result result) {
            result.r1 = settled;
            result.r2 = pending.size();
            result.r3 = request.outcome().toCompletableFuture().isDone() ? 1 : 0;
        }
    }

    /** Somebody asks while the connection ends: told at once, or with the others; never forgotten. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "settled with the connection")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "came behind it, and waits in the table")
    @Outcome(expect = Expect.FORBIDDEN, desc = "settled and in the table, or neither")
    public static class AskAgainstLoss {
        private final Mailbox mailbox = new Mailbox();
        private final Pending pending = new Pending(4, 4);
        private final Ask request = request(1);
        private int settled;

        @Actor
        public void ask() {
            mailbox.post(() -> pending.register(request, 0));
        }

        @Actor
        public void disconnect() {
            mailbox.post(() -> settled += pending.endAll(true).size());
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = settled;
            result.r2 = pending.size();
        }
    }

    /** A caller begins to wait while the outcome comes: it is told, once. */
    @JCStressTest
    @State
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "told once, of the first outcome")
    @Outcome(expect = Expect.FORBIDDEN, desc = "not told, told twice, or of the second one")
    public static class WaitAgainstSettle {
        private final Ask request = request(1);
        private int told;
        private CompletableFuture<io.assaylink.facilitator.Outcome> stage;

        @Actor
        public void waiting() {
            stage = request.outcome().toCompletableFuture();
            var unused = stage.thenRun(() -> told++);
        }

        @Actor
        public void settled() {
            request.complete(new io.assaylink.facilitator.Outcome.TimedOut(Certainty.SENT_OUTCOME_UNKNOWN));
            request.complete(new io.assaylink.facilitator.Outcome.Cancelled(Certainty.SENT_OUTCOME_UNKNOWN));
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = told;
            result.r2 = stage.join() instanceof io.assaylink.facilitator.Outcome.TimedOut ? 1 : 2;
        }
    }
}
