// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import io.assaylink.hl7.batch.BatchEvent.Envelope;
import io.assaylink.hl7.encoding.Delimiters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What FHS or BHS says (HL7 v2 chapter 2.15.2 and 2.15.6). Both have the same fields.
 *
 * @param delimiters fields 1 and 2
 * @param fields fields 3 to 12 as they stand on the wire, one character for each byte, delimiters already escaped: 3 sending
 *     application, 4 sending facility, 5 receiving application, 6 receiving facility, 7 time, 8 security, 9 name, 10
 *     comment, 11 own control id, 12 control id of what is answered
 */
public record BatchHeader(Delimiters delimiters, List<String> fields) {

    private static final int FIRST = 3;
    private static final int LAST = 12;

    /** Checks that the fields fit into a segment. */
    public BatchHeader {
        fields = List.copyOf(fields);
        if (fields.size() > LAST - FIRST + 1) {
            throw new IllegalArgumentException("a header has fields up to " + LAST);
        } else if (!delimiters.isLegal()) {
            throw new IllegalArgumentException("delimiters that cannot delimit");
        }
        for (String field : fields) {
            if (!field.chars().allMatch(c -> c >= 0x20 && c <= 0xFF && c != delimiters.field())) {
                throw new IllegalArgumentException("a field holds control characters, separators or no bytes");
            }
        }
    }

    /** An empty header with the standard delimiters. */
    public static BatchHeader empty() {
        return new BatchHeader(Delimiters.standard(), List.of());
    }

    /** A copy with this value in field {@code n}, 3 to 12. */
    public BatchHeader with(int n, String value) {
        if (n < FIRST || n > LAST) {
            throw new IllegalArgumentException("fields " + FIRST + " to " + LAST + ", not " + n);
        }
        List<String> more = new ArrayList<>(fields);
        more.addAll(Collections.nCopies(Math.max(0, n - FIRST + 1 - fields.size()), ""));
        more.set(n - FIRST, value);
        return new BatchHeader(delimiters, more);
    }

    /**
     * The header of the answer to {@code request}: its delimiters, sender and receiver swapped, its control id in field 12.
     *
     * @param request FHS or BHS
     * @param ownId field 11
     * @param time field 7
     */
    public static BatchHeader answering(Envelope request, String ownId, String time) {
        Delimiters own = request.delimiters().isLegal() ? request.delimiters() : Delimiters.standard();
        BatchHeader header = new BatchHeader(own, List.of());
        if (request.delimiters().equals(own)) {
            header = header.with(3, clean(request.field(5)))
                    .with(4, clean(request.field(6)))
                    .with(5, clean(request.field(3)))
                    .with(6, clean(request.field(4)))
                    .with(12, clean(request.field(11)));
        }
        return header.with(7, time).with(11, ownId);
    }

    /** A control character that the sender should not have written becomes a blank. */
    private static String clean(String field) {
        return field.replaceAll("[\\x00-\\x1f]", " ");
    }

    /** Number of fields; never their text. */
    @Override
    public String toString() {
        return "BatchHeader[" + fields.size() + " fields]";
    }
}
