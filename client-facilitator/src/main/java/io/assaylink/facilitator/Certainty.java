// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** What is known of a request that got no answer. */
public enum Certainty {
    /** No byte of it left: asking again cannot happen twice at the hub. */
    NOT_SENT,
    /** It was handed to a connection: the hub may have acted on it. */
    SENT_OUTCOME_UNKNOWN
}
