// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

/** Which of the two systems of E1381 we are. It decides contention alone: either may send and receive. */
public enum Position {
    /** The analyzer: has priority when both ask for the line. */
    INSTRUMENT,
    /** The host: yields when both ask for the line. */
    COMPUTER
}
