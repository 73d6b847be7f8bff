// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** Why a server closed a connection before it was one. Names are stable codes. */
public enum Refusal {
    ADDRESS_NOT_ALLOWED("the peer's address is in none of the ranges of the allow-list"),
    TOO_MANY_CONNECTIONS("as many connections as are allowed, in all or from this address, are held already"),
    HANDSHAKE_FAILED("TLS did not come about; the log has the fault"),
    TOO_MANY_HANDSHAKES("as many upgrades to WebSocket as are allowed are waited for already"),
    UPGRADE_REFUSED("it asked for no WebSocket that it may have: path, credentials, subprotocol, or no upgrade at all"),
    UPGRADE_MISSING("it asked for nothing, or not in time");

    private final String hint;

    Refusal(String hint) {
        this.hint = hint;
    }

    /** What to do about it, for people. */
    public String hint() {
        return hint;
    }
}
