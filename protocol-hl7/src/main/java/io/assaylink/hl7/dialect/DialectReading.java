// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import java.util.List;

/**
 * What a text gave.
 *
 * @param dialect of the lines that could be read: use it only without errors
 * @param errors in order of lines
 */
public record DialectReading(AnalyzerDialect dialect, List<DialectError> errors) {

    /** Copies the list. */
    public DialectReading {
        errors = List.copyOf(errors);
    }

    /**
     * The dialect, for callers that treat a wrong file as misuse.
     *
     * @throws IllegalArgumentException with every error in its message
     */
    public AnalyzerDialect orThrow() {
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join(
                    "\n", errors.stream().map(DialectError::toString).toList()));
        }
        return dialect;
    }
}
