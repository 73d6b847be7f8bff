// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

/** The hub's store cannot be read or written. */
public final class HubStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    HubStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
