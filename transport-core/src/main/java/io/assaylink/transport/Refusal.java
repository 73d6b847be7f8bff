// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** Why a server closed a connection before it was one. Names are stable codes. */
public enum Refusal {
    ADDRESS_NOT_ALLOWED("the peer's address is in none of the ranges of the allow-list"),
    TOO_MANY_CONNECTIONS("as many connections as are allowed, in all or from this address, are held already"),
    HANDSHAKE_FAILED("TLS did not come about; the log has the fault");

    private final String hint;

    Refusal(String hint) {
        this.hint = hint;
    }

    /** What to do about it, for people. */
    public String hint() {
        return hint;
    }
}
