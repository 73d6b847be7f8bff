// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A delivered message whose answer is being held back. Give it to exactly one of {@link Exchange#accept},
 * {@link Exchange#answer} and {@link Exchange#refuse}, once.
 */
public final class Hold {

    /** Why a message is refused. */
    public enum Reason {
        /** It passes, such as a full disk or a shutdown: the sender is told to try again (AE or CE). */
        TRANSIENT,
        /** This message will never be taken (AR or CR): senders drop it. */
        PERMANENT
    }

    final Hl7Message message;
    final String key; // of the repeat memory
    final RepeatMemory.Remembered entry;
    final List<Hold> repeats = new ArrayList<>(0); // settled together with this one
    List<ByteBuffer> answers = List.of();
    boolean settled;
    boolean positive;

    Hold(Hl7Message message, String key, RepeatMemory.Remembered entry) {
        this.message = message;
        this.key = key;
        this.entry = entry;
    }

    /** Whether it was accepted, answered or refused. */
    public boolean isSettled() {
        return settled;
    }
}
