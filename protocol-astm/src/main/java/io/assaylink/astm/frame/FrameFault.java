// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/** What can be wrong with a frame. The names are stable codes. */
public enum FrameFault {
    /** Two digits that are not the sum: noise on the line, or another way to compute it. */
    CHECKSUM_MISMATCH("the line damaged the frame, or the instrument sums other bytes: see the CHECKSUM_ switches"),
    /** No two upper-case hexadecimal digits behind ETB or ETX. */
    CHECKSUM_MALFORMED("two upper-case hexadecimal digits belong here: see LOWERCASE_CHECKSUM, CHECKSUM_ABSENT"),
    /** The byte behind STX is no digit 0 to 7. */
    FRAME_NUMBER_INVALID("a digit 0 to 7 belongs behind STX: see FRAME_NUMBER_ABSENT"),
    /** Neither the number of the next frame nor that of the last one. */
    FRAME_NUMBER("a frame was lost, or the instrument counts in its own way: see the NUMBER_ switches"),
    /** The number of the last frame with other bytes: data would be lost if it were taken for a repeat. */
    DUPLICATE_DIFFERS("the same number with other content: see NUMBER_REUSED"),
    /** A control character in the text. */
    RESTRICTED_CHAR("a control character stands in the text: see LF_IN_TEXT"),
    /** Something other than CR LF behind the checksum. */
    TRAILER_MALFORMED("CR LF belongs behind the checksum: see the FRAME_END_ switches"),
    /** The next frame or signal came in place of CR LF. */
    TRAILER_MISSING("the frame ends without CR LF: see the FRAME_END_ switches"),
    /** STX, ENQ or EOT in the middle of a frame. */
    FRAME_ABORTED("the sender broke the frame off"),
    /** More text than the limit. */
    FRAME_TOO_LONG("the frame is longer than the limit of this link"),
    /** The message grew above the limit. */
    MESSAGE_TOO_LONG("the message is longer than the limit of this link"),
    /** More text behind the L record of a frame, which holds parts of two messages or something that is none. */
    TEXT_AFTER_TERMINATOR("the frame goes on behind the terminator record: see MESSAGES_SHARE_FRAME"),
    /** A frame without a session. */
    NO_SESSION("a frame came without ENQ: see SESSION_WITHOUT_ENQ"),
    /** A frame while the answer to the one before is still owed. */
    FRAME_NOT_AWAITED("the sender did not wait for the answer");

    private final String hint;

    FrameFault(String hint) {
        this.hint = hint;
    }

    /** One sentence for the operator; names the switch that helps. */
    public String hint() {
        return hint;
    }
}
