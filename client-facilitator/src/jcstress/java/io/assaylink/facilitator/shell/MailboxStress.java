// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The races of {@link Mailbox}: every task runs once, never two at a time, and none is left behind. */
final class MailboxStress {
    private MailboxStress() {}

    /** Two threads bring tasks; what they count is not volatile, for the mailbox orders them. */
    @JCStressTest
    @State
    @Outcome(id = "6, 0", expect = Expect.ACCEPTABLE, desc = "each once, one at a time")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left behind, doubled, or two at a time")
    public static class PostAgainstPost {
        private final Mailbox mailbox = new Mailbox();
        private int runs;
        private int inside;
        private int overlaps;

        private void task() {
            overlaps += inside;
            inside++;
            runs++;
            inside--;
        }

        @Actor
        public void first() {
            mailbox.post(this::task);
            mailbox.post(this::task);
            mailbox.post(this::task);
        }

        @Actor
        public void second() {
            mailbox.post(this::task);
            mailbox.post(this::task);
            mailbox.post(this::task);
        }

        @Arbiter
        public void after(II_Result result) {
            result.r1 = runs;
            result.r2 = overlaps;
        }
    }

    /** A task that brings another one. */
    @JCStressTest
    @State
    @Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "each once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "left behind or doubled")
    public static class PostFromWithin {
        private final Mailbox mailbox = new Mailbox();
        private int runs;

        @Actor
        public void outer() {
            mailbox.post(() -> {
                mailbox.post(() -> runs++);
                runs++;
            });
        }

        @Actor
        public void other() {
            mailbox.post(() -> runs++);
        }

        @Arbiter
        public void after(I_Result result) {
            result.r1 = runs;
        }
    }
}
