// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

/**
 * What a peer can get wrong in framing. The names are stable. A tolerable one is also a switch of {@link MllpProfile}: when
 * it is off, the deviation ends the connection.
 */
public enum MllpCode {
    /** Bytes outside a frame: CR, LF, NUL and space are common between frames, anything else is not. Skipped. */
    UNFRAMED_DATA(true, "expected VT before a message"),
    /** A message begins without VT; it is read up to FS. Seen from devices that write to a bare socket. */
    MISSING_START(true, "the sender leaves out VT (0x0B)"),
    /**
     * VT inside a frame that holds data: the first part has lost its end and is quarantined, a new frame begins. VT is
     * never kept as data: the frame could hide a lost message.
     */
    NESTED_START(true, "a frame began before the last one ended; its first part was never complete"),
    /** VT twice. The second one begins the frame. */
    EMPTY_START(true, "the sender writes VT twice"),
    /** FS without CR: accepted when VT, the end of the stream or a short silence follows. */
    TRAILER_MISSING(true, "expected CR after FS"),
    /** FS and then LF in place of CR. */
    LF_AFTER_END(true, "expected CR after FS, got LF"),
    /** FS and then something else: FS is kept as data of the message. */
    END_IN_TEXT(true, "FS (0x1C) inside a message"),
    /** A byte below 0x20 other than CR and ESC inside a message; kept, reported once per frame. */
    CONTROL_BYTE(true, "a control character inside a message"),
    /** A frame without content; no answer is possible. Ten in a row end the connection. */
    EMPTY_MESSAGE(true, "a frame without content"),
    /** Less than eight bytes, or not beginning with MSH, FHS or BHS: quarantined, never acknowledged positively. */
    NOT_HL7(true, "expected MSH, FHS or BHS at the start of the content"),
    /** A Release 2 commit block from a peer that is set to Release 1; dropped. */
    R2_BLOCK_IN_R1(true, "the peer speaks MLLP Release 2; set both ends alike"),
    /** More content than the limit. */
    MESSAGE_TOO_LONG(false, "raise the limit if the device may send this"),
    /** More bytes outside frames in one gap than the limit. */
    UNFRAMED_LIMIT(false, "this is not MLLP"),
    /** The first byte of the connection belongs to TLS, ASTM, XML or JSON. */
    FOREIGN_PROTOCOL(false, "the peer speaks TLS (0x16), ASTM (0x05), XML or JSON"),
    /** A frame that began did not end in time. */
    MESSAGE_TIMEOUT(false, "the peer stopped inside a message"),
    /** The connection ended inside a frame. */
    INCOMPLETE_AT_CLOSE(false, "the connection ended inside a message");

    private final boolean tolerable;
    private final String hint;

    MllpCode(boolean tolerable, String hint) {
        this.tolerable = tolerable;
        this.hint = hint;
    }

    /** Whether a profile can tolerate this. */
    public boolean isTolerable() {
        return tolerable;
    }

    /** What was expected or what to do; the same for every event of this code. */
    public String hint() {
        return hint;
    }
}
