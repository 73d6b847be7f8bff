// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

/** What can be wrong with a batch or file. The names are stable. */
public enum BatchCode {
    /** Bytes that belong to no message and to no envelope segment. */
    OUTSIDE_MESSAGE("expected MSH, FHS, BHS, BTS or FTS at the start of the segment"),
    /** A message or envelope segment that is longer than the limit: handed out in pieces, never as a message. */
    MESSAGE_TOO_LONG("raise the limit if the sender may write this"),
    /** BTS-1 is there and is not the number of messages since BHS. */
    MESSAGE_COUNT(
            "BTS-1 is not the number of messages in the batch: a message is missing or the sender counts otherwise"),
    /** FTS-1 is there and is not the number of batches since FHS. */
    BATCH_COUNT("FTS-1 is not the number of batches in the file: a batch is missing or the sender counts otherwise"),
    /** BHS without BTS, or FHS without FTS: the file may have been cut. */
    TRAILER_MISSING("expected BTS after the messages of BHS, and FTS at the end of FHS: the file may have been cut"),
    /** BTS without BHS, or FTS without FHS. */
    HEADER_MISSING("a trailer without its header: the beginning of the file may be missing");

    private final String hint;

    BatchCode(String hint) {
        this.hint = hint;
    }

    /** What was expected or what to do; the same for every event of this code. */
    public String hint() {
        return hint;
    }
}
