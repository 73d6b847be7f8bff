// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import io.assaylink.hl7.encoding.Delimiters;

/**
 * What a reader found. Offsets count from the first byte of the file.
 *
 * <p>No byte is lost: bytes in = messages + envelopes + quarantined + {@link BatchReader#blankBytes()} + what is pending.
 */
public sealed interface BatchEvent {

    /** Offset of the first byte this is about. */
    long offset();

    /**
     * From MSH to before the next header or trailer, line ends included.
     *
     * @param offset of MSH
     * @param content the bytes; the receiver owns them
     */
    record Message(long offset, byte[] content) implements BatchEvent {
        /** Place and size; never the text. */
        @Override
        public String toString() {
            return "Message[" + offset + ", " + content.length + " bytes]";
        }
    }

    /**
     * One header or trailer.
     *
     * @param offset of its first byte
     * @param kind which
     * @param content the segment with its line end; the receiver owns it
     * @param delimiters its own if it is a header, those of its header if it is a trailer
     */
    record Envelope(long offset, Kind kind, byte[] content, Delimiters delimiters) implements BatchEvent {

        /**
         * The bytes of field {@code n}, from 1, one character for each, neither split nor unescaped; empty beyond the end.
         * In FHS and BHS field 1 is the separator.
         */
        public String field(int n) {
            if (n < 1) {
                throw new IllegalArgumentException("fields count from 1, not " + n);
            }
            return EnvelopeFields.field(content, kind.isHeader(), delimiters.field(), n);
        }

        /** Kind, place and size; never the text. */
        @Override
        public String toString() {
            return "Envelope[" + kind + ", " + offset + ", " + content.length + " bytes]";
        }
    }

    /**
     * Bytes that are no message. Keep them for a human.
     *
     * @param offset of the first byte
     * @param content the bytes; the receiver owns them
     * @param code why
     */
    record Quarantined(long offset, byte[] content, BatchCode code) implements BatchEvent {
        /** Place, size and reason; never the text. */
        @Override
        public String toString() {
            return "Quarantined[" + offset + ", " + content.length + " bytes, " + code + "]";
        }
    }

    /**
     * The sender broke a rule.
     *
     * @param offset where
     * @param code which
     */
    record Deviation(long offset, BatchCode code) implements BatchEvent {}

    /** The segments around messages. */
    enum Kind {
        /** File header. */
        FHS,
        /** Batch header. */
        BHS,
        /** Batch trailer. */
        BTS,
        /** File trailer. */
        FTS;

        /** FHS or BHS. */
        public boolean isHeader() {
            return this == FHS || this == BHS;
        }
    }
}
