// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

/** A gateway cannot start. The message is one line for a person. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1L;

    GatewayException(String line) {
        super(line);
    }

    GatewayException(String line, Throwable cause) {
        super(line, cause);
    }
}
