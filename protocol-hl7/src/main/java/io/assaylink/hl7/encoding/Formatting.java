// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

/**
 * What reading a text does with the escape sequences that only say how it looks (HL7 v2 chapter 2.7.1, 2.7.6): {@code \H\},
 * {@code \N\} and the commands that begin with a dot.
 */
public enum Formatting {
    /** All stay as they are, with their escape characters. */
    KEEP,
    /** {@code \.br\} is a line feed, all others stay. */
    LINES,
    /**
     * Text for a person: {@code \.br\} and {@code \.ce\} are a line feed, {@code \.sp<n>\} one and n more,
     * {@code \.sk<n>\} is n spaces, {@code \.in\}, {@code \.ti\}, {@code \.fi\}, {@code \.nf\} and highlighting are left out.
     */
    PLAIN
}
