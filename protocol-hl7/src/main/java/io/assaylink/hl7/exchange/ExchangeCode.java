// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

/** What can be wrong with a whole frame. The names are stable. Faults of framing: {@link io.assaylink.hl7.mllp.MllpCode}. */
public enum ExchangeCode {
    /** The header cannot be read; answered AR where its control id can be echoed. */
    BAD_MSH("expected MSH, a separator and 2 to 5 distinct encoding characters"),
    /** MSH-10 is missing or cannot be echoed; answered AE. */
    BAD_CONTROL_ID("expected 1 to 199 bytes without control characters in MSH-10"),
    /** A batch (FHS, BHS) in one frame where the options take none; not answered. */
    BATCH("batches are refused on this link"),
    /** BTS-1 or FTS-1 is not what was counted, or a header or trailer is missing. */
    BATCH_COUNT("a message of the batch may be missing, or the sender counts otherwise"),
    /** Bytes in a batch that belong to no message; not answered. */
    BATCH_OUTSIDE("expected MSH, FHS, BHS, BTS or FTS at the start of the segment"),
    /** An answer that fits nothing we sent. */
    ACK_UNMATCHED("MSA-2 names nothing that was sent on this connection"),
    /** An answer that came after its time. */
    ACK_LATE("raise the timeout if the peer needs longer"),
    /** A further answer to a message that was answered already. */
    ACK_DUPLICATE("the peer answers more often than it was asked to"),
    /** An application answer where only a commit answer was asked for; taken as success or refusal all the same. */
    ACK_OTHER_MODE("the peer answers in original mode; set MSH-15 and MSH-16 as it expects"),
    /** An answer that names no message of ours was taken for the only one outstanding, as the options allow. */
    ACK_BY_ORDER("the peer does not echo MSH-10 in MSA-2"),
    /** No answer in time where answers are found by order: any later one would be given to the wrong message. */
    PROTOCOL_DESYNC("the connection is closed, because a late answer could not be told from the next one"),
    /** A hold was not settled in time: refused as transient by itself. */
    HOLD_EXPIRED("the store or the application is too slow"),
    /** A fragment that continues nothing known. */
    FRAGMENT_UNKNOWN("the first fragments are missing: were they sent on another connection, or too long ago?"),
    /** The next fragment of a series did not come in time. */
    FRAGMENTS_TIMEOUT("the sender stopped within a series"),
    /** A series of fragments that is longer than the limit. */
    FRAGMENTS_TOO_LONG("raise the limit if the sender may send this"),
    /** More unfinished series than the limit. */
    FRAGMENTS_TOO_MANY("the sender begins series and does not end them"),
    /** The connection ended within a series. */
    FRAGMENTS_CLOSED("the connection ended within a series");

    private final String hint;

    ExchangeCode(String hint) {
        this.hint = hint;
    }

    /** What was expected or what to do; the same for every event of this code. */
    public String hint() {
        return hint;
    }
}
