// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.handshake;

/**
 * User and password for a proxy (RFC 7617, in UTF-8). They go to the proxy in the clear.
 *
 * @param user without a colon and without control characters
 * @param password without control characters
 */
public record ProxyLogin(String user, String password) {

    public ProxyLogin {
        if (user.indexOf(':') >= 0 || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a colon in the user's name, or a control character");
        }
    }

    @Override
    public String toString() {
        return "ProxyLogin[…]";
    }
}
