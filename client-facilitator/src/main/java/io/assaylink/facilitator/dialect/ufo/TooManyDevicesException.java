// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

/** A constellation has as many devices as {@link UfoOptions#maxDevices()} allows; those that it has are not touched. */
public final class TooManyDevicesException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    TooManyDevicesException(int limit) {
        super("the constellation has " + limit + " devices, its bound");
        this.limit = limit;
    }

    /** How many there are at most. */
    public int limit() {
        return limit;
    }
}
