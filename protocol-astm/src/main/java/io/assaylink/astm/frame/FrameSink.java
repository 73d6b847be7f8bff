// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

/** Takes what {@link FrameDecoder} finds, without an allocation per frame. Offsets count from the connection's start. */
public interface FrameSink {

    /** ENQ, ACK, NAK or EOT outside of a frame. */
    void signal(byte code, long offset);

    /**
     * A frame whose shape and checksum are right.
     *
     * @param number 0 to 7, or -1 with {@link Tolerance#FRAME_NUMBER_ABSENT}
     * @param last true for ETX, false for ETB
     * @param text holds the text at [0, length); the decoder's own array, valid during the call only
     * @param offset of STX
     * @param size of the whole frame in bytes
     */
    void frame(int number, boolean last, byte[] text, int length, long offset, long size);

    /**
     * The frame in progress broke a rule; {@link #dropped} follows when its end is reached.
     *
     * @param expected byte or number, -1 when there is none to name
     * @param found byte or number
     */
    void fault(FrameFault code, long offset, int expected, int found);

    /**
     * The end of a frame that broke a rule.
     *
     * @param offset of STX
     * @param size in bytes
     * @param ended true when its end was seen, so that the sender waits for an answer; false when it was broken off
     */
    void dropped(long offset, long size, boolean ended);

    /** Bytes outside of frames that are no signals; a long run comes in pieces of {@link FrameDecoder#NOISE_RUN}. */
    void noise(long offset, long count);

    /** A switch of the decoder was needed at this offset. */
    void tolerated(Tolerance used, long offset);
}
