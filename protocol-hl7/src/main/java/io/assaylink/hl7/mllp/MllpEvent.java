// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

/**
 * What a decoder found. Offsets count from the first byte of the connection.
 *
 * <p>No byte is lost: bytes in = content of frames + quarantined + skipped + framing bytes + what is pending
 * ({@link MllpDecoder#framingBytes()}, {@link MllpDecoder#pendingBytes()}).
 */
public sealed interface MllpEvent {

    /** Offset of the first byte this is about. */
    long offset();

    /**
     * A whole frame that begins like an HL7 message.
     *
     * @param offset of the first byte of the content
     * @param content the bytes between VT and FS; the receiver owns them
     */
    record Frame(long offset, byte[] content) implements MllpEvent {
        /** Place and size; never the text. */
        @Override
        public String toString() {
            return "Frame[" + offset + ", " + content.length + " bytes]";
        }
    }

    /**
     * Bytes of a frame that lost its end, is no HL7 or is too long. Keep them for a human; never answer them positively. Of a
     * message that is too long ({@link MllpCode#MESSAGE_TOO_LONG}) they are the first bytes up to the limit: if the header
     * among them can be read, answer AR or CR before closing.
     *
     * @param offset of the first byte of the content
     * @param content what was received; the receiver owns it
     * @param code why
     */
    record Quarantined(long offset, byte[] content, MllpCode code) implements MllpEvent {
        /** Place, size and reason; never the text. */
        @Override
        public String toString() {
            return "Quarantined[" + offset + ", " + content.length + " bytes, " + code + "]";
        }
    }

    /**
     * Bytes between two frames; raised when the gap ends. They are not kept.
     *
     * @param offset of the first
     * @param count how many
     */
    record Skipped(long offset, long count) implements MllpEvent {}

    /**
     * A Release 2 commit block.
     *
     * @param offset of the block's content
     * @param positive whether the peer stored our last block
     */
    record Commit(long offset, boolean positive) implements MllpEvent {}

    /**
     * The peer broke a rule. Where it is tolerated this is the use of a switch; such events are limited
     * ({@link MllpProfile#warningLimit()}), their counts are not.
     *
     * @param offset where
     * @param code which
     * @param fatal whether the profile does not tolerate it: the decoder reads nothing more, close the connection
     * @param count how often this code was seen on this connection, this time included
     */
    record Deviation(long offset, MllpCode code, boolean fatal, long count) implements MllpEvent {}
}
