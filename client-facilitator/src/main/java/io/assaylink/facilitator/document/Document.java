// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

/**
 * One event's data.
 *
 * @param eventType CloudEvents type: {@link #RESULT} or {@link #MESSAGE}
 * @param format the document's format, {@code lab.result/1}, {@code astm.message/1} or {@code hl7v2.message/1}
 * @param json the document, UTF-8; owned by the caller
 */
public record Document(String eventType, String format, byte[] json) {
    /** A normalised result. */
    public static final String RESULT = "io.assaylink.result.v1";
    /** A lossless message of which nothing normalised could be made. */
    public static final String MESSAGE = "io.assaylink.message.v1";

    /** Never the payload. */
    @Override
    public String toString() {
        return "Document[" + format + ", " + json.length + " bytes]";
    }
}
