// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/** The control characters of E1381 6.2 and 6.3. */
public final class Control {

    public static final byte STX = 0x02;
    public static final byte ETX = 0x03;
    public static final byte EOT = 0x04;
    public static final byte ENQ = 0x05;
    public static final byte ACK = 0x06;
    public static final byte LF = 0x0A;
    public static final byte CR = 0x0D;
    public static final byte NAK = 0x15;
    public static final byte ETB = 0x17;

    /** Bit n: character n may not stand in a frame's text: SOH STX ETX EOT ENQ ACK LF DLE DC1-4 NAK SYN ETB. */
    private static final int RESTRICTED = (0b1111_1111 << 16) | (1 << LF) | 0b111_1110;

    private Control() {}

    /** E1381 6.3.1.1: whether this byte may never stand in the text of a frame. */
    public static boolean isRestricted(byte b) {
        return (b & 0xE0) == 0 && ((RESTRICTED >>> b) & 1) != 0;
    }
}
