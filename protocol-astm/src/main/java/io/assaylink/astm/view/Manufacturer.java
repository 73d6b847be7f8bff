// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmRecord;

/**
 * M, manufacturer information: E1394 15, LIS02-A2 14. Free but for its sequence number, and often delimited in its own way:
 * read {@code record().raw()} or {@code record().rawField(n)}. Also the view of types that the standard does not have.
 *
 * @param record whose fields are read
 */
public record Manufacturer(AstmRecord record) implements RecordView {

    /** False for a type that the standard does not have. */
    public boolean isStandard() {
        return record.is('M');
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Manufacturer[" + record.index() + "]";
    }
}
