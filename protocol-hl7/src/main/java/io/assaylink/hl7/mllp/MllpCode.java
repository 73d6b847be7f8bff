// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static io.assaylink.hl7.mllp.MllpCode.Kind.ALWAYS_FATAL;
import static io.assaylink.hl7.mllp.MllpCode.Kind.HARMLESS;
import static io.assaylink.hl7.mllp.MllpCode.Kind.NOTICE;
import static io.assaylink.hl7.mllp.MllpCode.Kind.ON_REQUEST;

/**
 * What a peer can get wrong in framing. The names are stable. A tolerable one is also a switch of {@link MllpProfile}: when
 * it is off, the deviation ends the connection.
 */
public enum MllpCode {
    /** CR, LF, NUL or space outside a frame: common between frames. Skipped, without a limit: some peers keep a line alive so. */
    UNFRAMED_BLANKS(HARMLESS, "CR, LF, NUL or space outside a message"),
    /** Other bytes outside a frame. Skipped up to the limit of one gap. */
    UNFRAMED_DATA(HARMLESS, "expected VT before a message"),
    /**
     * A message begins without VT, first in its gap but for blanks; it is read up to FS. Seen from devices that write to a
     * bare socket.
     */
    MISSING_START(HARMLESS, "the sender leaves out VT (0x0B)"),
    /** VT inside a frame that holds data: the first part has lost its end and is quarantined, a new frame begins. */
    NESTED_START(HARMLESS, "a frame began before the last one ended; its first part was never complete"),
    /**
     * VT inside a frame, and neither MSH, FHS nor BHS behind it: VT is kept as data. Off in every preset: a message whose end
     * was lost could swallow the next one if that does not begin as it should.
     */
    START_IN_TEXT(ON_REQUEST, "VT (0x0B) inside a message"),
    /** VT twice. The second one begins the frame. */
    EMPTY_START(HARMLESS, "the sender writes VT twice"),
    /** FS without CR: accepted when VT, the end of the stream or a short silence follows. */
    TRAILER_MISSING(HARMLESS, "expected CR after FS"),
    /** FS and then LF in place of CR. */
    LF_AFTER_END(HARMLESS, "expected CR after FS, got LF"),
    /** FS and then something else: FS is kept as data of the message. */
    END_IN_TEXT(HARMLESS, "FS (0x1C) inside a message"),
    /** FS again directly behind the end of a frame: messages framed twice end so. Skipped. */
    DOUBLE_FRAMING(HARMLESS, "the sender frames twice: FS CR FS CR"),
    /** A byte below 0x20 other than CR and ESC inside a message; kept, reported once per frame. */
    CONTROL_BYTE(HARMLESS, "a control character inside a message"),
    /** A frame without content; no answer is possible. Ten in a row end the connection. */
    EMPTY_MESSAGE(HARMLESS, "a frame without content"),
    /** Less than eight bytes, or not beginning with MSH, FHS or BHS: quarantined, never acknowledged positively. */
    NOT_HL7(HARMLESS, "expected MSH, FHS or BHS at the start of the content"),
    /** A Release 2 commit block from a peer that is set to Release 1; dropped. */
    R2_BLOCK_IN_R1(HARMLESS, "the peer speaks MLLP Release 2; set both ends alike"),
    /**
     * A frame that began did not end in time: quarantined. Where it is tolerated reading goes on at the next VT, as Release 2
     * demands; else the connection ends, so that the sender knows.
     */
    MESSAGE_TIMEOUT(ON_REQUEST, "the peer stopped inside a message"),
    /** More content than the limit. The quarantined part holds the header, so that it can be answered AR or CR. */
    MESSAGE_TOO_LONG(ALWAYS_FATAL, "raise the limit if the device may send this"),
    /** More bytes outside frames in one gap than the limit. */
    UNFRAMED_LIMIT(ALWAYS_FATAL, "this is not MLLP"),
    /** The connection ended inside a frame. */
    INCOMPLETE_AT_CLOSE(ALWAYS_FATAL, "the connection ended inside a message"),
    /** The connection begins with a TLS record. */
    FOREIGN_TLS(ALWAYS_FATAL, "the peer speaks TLS to a plain port: switch TLS on here or off there"),
    /** The connection begins with an HTTP request or answer. */
    FOREIGN_HTTP(ALWAYS_FATAL, "the peer speaks HTTP: a browser, a health check or a wrong port"),
    /** The connection begins with ENQ, STX or an ASTM header record. */
    FOREIGN_ASTM(ALWAYS_FATAL, "the peer speaks ASTM: set this instrument to ASTM, or its interface to HL7"),
    /** The connection begins with markup. */
    FOREIGN_XML(ALWAYS_FATAL, "the peer sends XML: only HL7 v2 in ER7 encoding is read here"),
    /** The connection begins with an object or an array. */
    FOREIGN_JSON(ALWAYS_FATAL, "the peer sends JSON: only HL7 v2 in ER7 encoding is read here"),
    /** The connection begins with a header of the PROXY protocol, version 1 or 2. */
    FOREIGN_PROXY(ALWAYS_FATAL, "a load balancer announces its client: switch its PROXY protocol off"),
    /** The connection begins with the version of an SSH peer. */
    FOREIGN_SSH(ALWAYS_FATAL, "the peer speaks SSH: wrong port"),
    /** More tolerated deviations in one second than the profile raises: the rest is counted only. */
    WARNING_LIMIT(NOTICE, "further deviations of this second are counted, not raised");

    /** Whether a profile can tolerate it. */
    enum Kind {
        /** In the lenient preset: no data can be lost or merged. */
        HARMLESS,
        /** Only where a user asks for it. */
        ON_REQUEST,
        ALWAYS_FATAL,
        /** Never fatal, no switch. */
        NOTICE
    }

    private final Kind kind;
    private final String hint;

    MllpCode(Kind kind, String hint) {
        this.kind = kind;
        this.hint = hint;
    }

    /** Whether a profile can tolerate this. */
    public boolean isTolerable() {
        return kind == HARMLESS || kind == ON_REQUEST;
    }

    /** What was expected or what to do; the same for every event of this code. */
    public String hint() {
        return hint;
    }

    boolean isHarmless() {
        return kind == HARMLESS;
    }
}
