// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import java.nio.ByteBuffer;

/** The rows of {@link RowLimits} on one connection. Loop only. */
final class FaultRows {
    private static final byte ACK = 0x06;

    private final RowLimits limits;
    private int overlong;
    private int silences;
    /** The session that is ending ended in silence. */
    private boolean silent;
    /** An ACK to ENQ is not written yet. */
    private boolean enquiryTaken;
    /** The session that begins has no ENQ, and no answer to it. */
    private boolean withoutEnquiry;
    /** Empty while no row is full. */
    private String full = "";

    FaultRows(RowLimits limits) {
        this.limits = limits;
    }

    void on(LinkEvent event) {
        if (event instanceof LinkEvent.FrameRefused refused) {
            overlong = refused.code() == FrameFault.FRAME_TOO_LONG ? overlong + 1 : 0;
            full = overlong >= limits.overlongFrames() ? "TOO_LONG_IN_A_ROW" : full;
        } else if (event instanceof LinkEvent.ReceiverTimeout) {
            silence();
            silent = true;
        } else if (event instanceof LinkEvent.Incomplete incomplete) {
            if (incomplete.cause() == Cause.RECEIVER_TIMEOUT && !silent) {
                silence(); // records without frames: no session ends
            }
        } else if (event instanceof LinkEvent.SessionEnded) {
            silences = silent ? silences : 0;
            silent = false;
        } else if (event instanceof LinkEvent.Delivered) {
            silences = 0;
        } else if (event instanceof LinkEvent.Tolerated tolerated) {
            withoutEnquiry |= tolerated.used() == Tolerance.SESSION_WITHOUT_ENQ;
        } else if (event instanceof LinkEvent.SessionStarted) {
            enquiryTaken = !withoutEnquiry;
            withoutEnquiry = false;
        }
    }

    private void silence() {
        silences++;
        full = silences >= limits.silences() ? "SILENT_IN_A_ROW" : full;
    }

    /** What the link writes: an ACK that is not the answer to ENQ says that a frame was taken. The buffer is not moved. */
    void written(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) == ACK) {
                overlong = enquiryTaken ? overlong : 0;
                enquiryTaken = false;
            }
        }
    }

    /** The code of the row that is full; empty while none is. */
    String full() {
        return full;
    }
}
