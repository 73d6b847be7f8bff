// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.continuation;

/** Why a series of fragments ends without a message. The names are stable. */
public enum FragmentCode {
    /** MSH-14 names no fragment that is waiting for its continuation. */
    FRAGMENT_UNKNOWN("the first fragments are missing: were they sent on another connection, or too long ago?"),
    /** The next fragment did not come in time. */
    FRAGMENTS_TIMEOUT("the sender stopped within a series"),
    /** The series is longer than the limit. */
    FRAGMENTS_TOO_LONG("raise the limit if the sender may send this"),
    /** More unfinished series than the limit: the oldest was given up. */
    FRAGMENTS_TOO_MANY("the sender begins series and does not end them"),
    /** The connection ended within the series. */
    FRAGMENTS_CLOSED("the connection ended within a series");

    private final String hint;

    FragmentCode(String hint) {
        this.hint = hint;
    }

    /** What was expected or what to do; the same for every event of this code. */
    public String hint() {
        return hint;
    }
}
