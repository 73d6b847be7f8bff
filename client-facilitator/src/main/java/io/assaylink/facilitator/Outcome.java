// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.Problem;

/** How a request ended. Each request ends exactly once. */
public sealed interface Outcome {

    /** The hub answered: a JSON document, not to be changed. */
    record Reply(String type, byte[] data) implements Outcome {

        @Override
        public String toString() {
            return "Reply[type=" + type + ", bytes=" + data.length + "]";
        }
    }

    /** The hub refused it, or this client did before it was sent ({@code too.many.pending}, {@code too.large}). */
    record Refused(Problem problem) implements Outcome {}

    /** The time given was over. */
    record TimedOut(Certainty certainty) implements Outcome {}

    /** There was no session, or it ended before the answer. */
    record Disconnected(Certainty certainty, String reason) implements Outcome {}

    /** The caller gave up. */
    record Cancelled(Certainty certainty) implements Outcome {}
}
