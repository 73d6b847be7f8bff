// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import java.util.Arrays;

/** A copy of one frame, to tell its repeat from another frame under its number. */
final class KeptFrame {

    private static final int KEPT_CAPACITY = 1024;

    private byte[] text = new byte[0];
    private int length;
    private boolean etx;
    private int number;

    void set(int newNumber, boolean endsWithEtx, byte[] newText, int newLength) {
        if (text.length < newLength) {
            text = new byte[Math.max(newLength, 256)];
        }
        System.arraycopy(newText, 0, text, 0, newLength);
        length = newLength;
        etx = endsWithEtx;
        number = newNumber;
    }

    int number() {
        return number;
    }

    boolean sameContent(boolean endsWithEtx, byte[] otherText, int otherLength) {
        return etx == endsWithEtx && Arrays.equals(text, 0, length, otherText, 0, otherLength);
    }

    /** Before the first frame: number 0. A large buffer is given back. */
    void clear() {
        number = 0;
        length = 0;
        if (text.length > KEPT_CAPACITY) {
            text = new byte[0];
        }
    }
}
