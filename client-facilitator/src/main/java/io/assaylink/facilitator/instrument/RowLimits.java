// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

/**
 * How often in a row an ASTM connection may do what it will hardly recover from, before it is closed; both from 1.
 *
 * @param overlongFrames frames above the limit of text, each answered NAK; a frame that is taken, or refused for another
 *     reason, ends the row: 3
 * @param silences sessions, or records without frames, that ended in silence; a message, or a session that ended with EOT or
 *     began anew, ends the row: 2. A connection without a session may be silent for ever.
 */
public record RowLimits(int overlongFrames, int silences) {

    public RowLimits {
        if (overlongFrames < 1 || silences < 1) {
            throw new IllegalArgumentException(
                    "a connection may do anything once: " + overlongFrames + ", " + silences);
        }
    }

    /** Three overlong frames, two silences. */
    public static RowLimits defaults() {
        return new RowLimits(3, 2);
    }

    /** A copy with so many overlong frames. */
    public RowLimits withOverlongFrames(int value) {
        return new RowLimits(value, silences);
    }

    /** A copy with so many silences. */
    public RowLimits withSilences(int value) {
        return new RowLimits(overlongFrames, value);
    }
}
