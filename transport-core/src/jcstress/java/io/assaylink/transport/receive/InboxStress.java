// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Arrival;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Received;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The races of {@link Inbox} and {@link Waiter}: whoever wins, each message is received once, and whoever waits is answered.
 * In every result a number is a message, 0 is nothing, -1 is {@code Closed}, -2 a receive that was cancelled, -3 one that
 * nobody answered.
 */
final class InboxStress {
    private static final int CLOSED = -1;
    private static final int CANCELLED = -2;
    private static final int UNANSWERED = -3;

    private InboxStress() {}

    private static Received<Integer> message(int number) {
        return new Received<>(number, new Arrival(0, 0, 1));
    }

    private static int answer(Waiter<Integer> waiter) {
        if (waiter.isCancelled()) {
            return CANCELLED;
        }
        return waiter.isDone() ? number(waiter.join()) : UNANSWERED;
    }

    private static int number(ReceiveOutcome<Integer> outcome) {
        return outcome instanceof Received<Integer> received ? received.message() : CLOSED;
    }

    /** What is left, as the next receive would have it. */
    private static int left(Inbox<Integer> inbox) {
        Received<Integer> buffered = inbox.poll();
        return buffered == null ? 0 : buffered.message();
    }

    /** A message comes while somebody begins to wait. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "received, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or kept from who waits")
    public static class PutAgainstAsk {
        private final Inbox<Integer> inbox = new Inbox<>();
        private Waiter<Integer> waiter;

        @Actor
        public void loop() {
            inbox.put(message(1), 1);
        }

        @Actor
        public void caller() {
            waiter = inbox.ask(1000, 0);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = answer(waiter);
            result.r2 = left(inbox);
        }
    }

    /** a message comes while the receive that waits is cancelled. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "received; the cancel came too late and says so")
    @Outcome(id = "-2, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled; the message stays for the next")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    public static class PutAgainstCancel {
        private final Inbox<Integer> inbox = new Inbox<>();
        private final Waiter<Integer> waiter = inbox.ask(1000, 0);

        @Actor
        public void loop() {
            inbox.put(message(1), 1);
        }

        @Actor
        public void caller(III_Result result) {
            result.r3 = waiter.cancel(false) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result result) {
            result.r1 = answer(waiter);
            result.r2 = left(inbox);
        }
    }

    /** A message comes while the waiting thread is interrupted: it is detached as an interrupted receive is. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "received; the interrupt is for the next wait")
    @Outcome(id = "-3, 1, 1", expect = Expect.ACCEPTABLE, desc = "interrupted; the message stays")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
    public static class PutAgainstInterrupt {
        private final Inbox<Integer> inbox = new Inbox<>();
        private final Waiter<Integer> waiter = inbox.ask(1000, 0);

        @Actor
        public void loop() {
            inbox.put(message(1), 1);
        }

        @Actor
        public void caller(III_Result result) {
            result.r3 = waiter.detach() ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result result) {
            result.r1 = answer(waiter);
            result.r2 = left(inbox);
        }
    }

    /** The end comes while somebody begins to wait. */
    @JCStressTest
    @State
    @Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "told")
    @Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever")
    public static class CloseAgainstAsk {
        private final Inbox<Integer> inbox = new Inbox<>();
        private Waiter<Integer> waiter;

        @Actor
        public void loop() {
            inbox.close(new CloseReason.Local(0, ""));
        }

        @Actor
        public void caller() {
            waiter = inbox.ask(1000, 0);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = answer(waiter);
            result.r2 = left(inbox);
        }
    }

    /** A message and then the end come while somebody waits and cancels: the message is before the end. */
    @JCStressTest
    @State
    @Outcome(id = "1, -1, 0", expect = Expect.ACCEPTABLE, desc = "received, then told of the end")
    @Outcome(id = "-2, 1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled; the message comes before the end")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or the end first")
    public static class PutAndCloseAgainstCancel {
        private final Inbox<Integer> inbox = new Inbox<>();
        private final Waiter<Integer> waiter = inbox.ask(1000, 0);

        @Actor
        public void loop() {
            inbox.put(message(1), 1);
            inbox.close(new CloseReason.Local(0, ""));
        }

        @Actor
        public void caller(III_Result result) {
            result.r3 = waiter.cancel(false) ? 1 : 0;
        }

        @Arbiter
        public void after(III_Result result) {
            result.r1 = answer(waiter);
            result.r2 = answer(inbox.ask(0, 0));
        }
    }

    /** Two messages come while somebody receives twice: in order. */
    @JCStressTest
    @State
    @Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "in order")
    @Outcome(
            id = "1, -3, 2",
            expect = Expect.ACCEPTABLE,
            desc = "the second found the first still waiting; nothing is lost")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled or reordered")
    public static class OrderOfTwo {
        private final Inbox<Integer> inbox = new Inbox<>();
        private Waiter<Integer> first;
        private Waiter<Integer> second = new Waiter<>(0, 0);

        @Actor
        public void loop() {
            inbox.put(message(1), 1);
            inbox.put(message(2), 1);
        }

        @Actor
        public void caller() {
            first = inbox.ask(1000, 0);
            if (first.isDone()) {
                second = inbox.ask(1000, 0);
            }
        }

        @Arbiter
        public void after(III_Result result) {
            result.r1 = answer(first);
            result.r2 = answer(second);
            result.r3 = left(inbox);
        }
    }

    /** T19: two callers ask at once: one waits, the other is refused. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the second is refused")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the first is refused")
    @Outcome(expect = Expect.FORBIDDEN, desc = "two receivers, or none")
    public static class AskAgainstAsk {
        private final Inbox<Integer> inbox = new Inbox<>();

        private int ask() {
            try {
                inbox.ask(1000, 0);
                return 1;
            } catch (IllegalStateException refused) {
                return 0;
            }
        }

        @Actor
        public void one(II_Result result) {
            result.r1 = ask();
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = ask();
        }
    }

    /** The time of a receive is up (the loop tells Idle) while it is cancelled: one of the two, and it knows which. */
    @JCStressTest
    @State
    @Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "answered")
    @Outcome(id = "-2, 1", expect = Expect.ACCEPTABLE, desc = "cancelled")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
    public static class DeliverAgainstCancel {
        private final Waiter<Integer> waiter = new Waiter<>(1000, 0);

        @Actor
        public void loop() {
            if (waiter.take()) {
                waiter.deliver(new Closed<>(new CloseReason.Local(0, "")));
            }
        }

        @Actor
        public void caller(II_Result result) {
            result.r2 = waiter.cancel(false) ? 1 : 0;
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = answer(waiter);
        }
    }
}
