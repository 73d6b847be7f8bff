// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/**
 * A departure from the standard that a link may be told to accept. All are off unless switched on; each use is reported,
 * so that the profile of an instrument can be read from a capture.
 */
public enum Tolerance {
    /** Checksum digits a to f. */
    LOWERCASE_CHECKSUM,
    /** One digit when the sum is below 16. */
    CHECKSUM_UNPADDED,
    /** ETX CR LF, no digits: Abbott m2000 and GeneXpert in some installations. */
    CHECKSUM_ABSENT,
    /** Summed from STX: "R3M" devices. Makes an undetected error twice as likely. */
    CHECKSUM_WITH_STX,
    /** Summed without ETB or ETX: Meril's manual. Makes an undetected error twice as likely. */
    CHECKSUM_WITHOUT_ETX,
    /** Frames end with CR alone. */
    FRAME_END_WITHOUT_LF,
    /** Frames end with LF alone. */
    FRAME_END_WITHOUT_CR,
    /** Frames end with the checksum. */
    FRAME_END_ABSENT,
    /** LF in the text, as in CR LF at the end of records. It stays in the message. */
    LF_IN_TEXT,
    /** No number behind STX in any frame. */
    FRAME_NUMBER_ABSENT,
    /** Link: the first frame of a session has number 0. */
    NUMBER_FROM_ZERO,
    /** Link: 1 follows 7: Siemens Immulite's manual. */
    NUMBER_SKIPS_ZERO,
    /** Link: other content under the number of the last frame is a new frame: constant numbers. */
    NUMBER_REUSED,
    /** Link: a record without CR at the end of an ETX frame; a CR is supplied. */
    CR_BEFORE_ETX_ABSENT,
    /**
     * Link: another message starts behind L in the same frame: packed senders with short messages. They are delivered one
     * after the other, and the frame is acknowledged when the last is accepted.
     */
    MESSAGES_SHARE_FRAME,
    /** Link: STX in neutral opens a session. */
    SESSION_WITHOUT_ENQ,
    /** Link: records H to L without frames, told by the first byte: Roche cobas b 121. Nothing is answered. */
    UNFRAMED_RECORDS,
    /** Link: a message without L is delivered at EOT, after its frames were acknowledged. */
    TERMINATOR_ABSENT
}
