// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

/** What can be wrong with a whole frame. The names are stable. Faults of framing: {@link io.assaylink.hl7.mllp.MllpCode}. */
public enum ExchangeCode {
    /** The header cannot be read; answered AR where its control id can be echoed. */
    BAD_MSH,
    /** MSH-10 is missing or cannot be echoed; answered AE. */
    BAD_CONTROL_ID,
    /** A batch (FHS, BHS) in one frame: not taken over MLLP; not answered. */
    BATCH,
    /** An answer that fits nothing we sent. */
    ACK_UNMATCHED,
    /** An answer that came after its time. */
    ACK_LATE,
    /** A further answer to a message that was answered already. */
    ACK_DUPLICATE
}
