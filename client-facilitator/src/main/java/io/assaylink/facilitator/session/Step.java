// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.session;

/** What an event means to the connection, as the dialect sees it. */
public sealed interface Step {
    Step STAY = new Stay();

    /** Nothing changes. */
    record Stay() implements Step {}

    /** The handshake is complete: {@link Dialect#ready} comes next. */
    record Ready(String words) implements Step {}

    /** The connection is to end; the verdict decides on the next one. */
    record End(int code, Verdict verdict) implements Step {}

    /** The peer broke the protocol: as an end, with an alarm. */
    record Violation(int code, String words) implements Step {
        /** Close code of a peer that broke the protocol; a private one of RFC 6455, section 7.4.2. */
        static final int BROKEN = 4400;

        /** The same with the close code 4400. */
        public Violation(String words) {
            this(BROKEN, words);
        }
    }
}
