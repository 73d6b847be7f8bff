// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** The monotonic clock that every deadline is measured with; injectable, so that tests run in virtual time. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin; never goes back. Only differences mean anything. */
    long nanos();

    /** The clock of this JVM, {@link System#nanoTime()}: no wall clock change touches it. */
    static Ticker system() {
        return System::nanoTime;
    }
}
