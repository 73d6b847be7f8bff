// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.nio.ByteBuffer;

/** Puts content between VT and FS CR. */
public final class MllpEncoder {

    static final byte VT = 0x0B;
    static final byte FS = 0x1C;
    static final byte CR = 0x0D;
    static final byte ACK = 0x06;
    static final byte NAK = 0x15;

    private MllpEncoder() {}

    /**
     * One block.
     *
     * @param content an HL7 message; its remaining bytes are copied, its position does not move
     * @throws IllegalArgumentException if the content holds VT or FS, which no block can carry
     */
    public static ByteBuffer encode(ByteBuffer content) {
        ByteBuffer from = content.duplicate();
        byte[] block = new byte[from.remaining() + 3];
        block[0] = VT;
        from.get(block, 1, block.length - 3);
        for (int i = 1; i < block.length - 2; i++) {
            if (block[i] == VT || block[i] == FS) {
                throw new IllegalArgumentException("VT or FS at byte " + (i - 1) + " of the content");
            }
        }
        block[block.length - 2] = FS;
        block[block.length - 1] = CR;
        return ByteBuffer.wrap(block);
    }

    /** A Release 2 commit block: stored, or not. */
    public static ByteBuffer commit(boolean positive) {
        return ByteBuffer.wrap(new byte[] {VT, positive ? ACK : NAK, FS, CR});
    }
}
