// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/**
 * Told of every transition, for metrics and logs. Called in order, never two at a time, on the thread that works for the
 * session: an implementation must not block. What it throws is logged and changes nothing. Nothing passed here is payload.
 */
public interface FacilitatorObserver {

    /** Sees nothing. */
    FacilitatorObserver NONE = new FacilitatorObserver() {};

    default void stateChanged(StateChange change) {}

    default void counted(Counter counter) {}

    default void alarm(Alarm alarm) {}

    /** The hub holds everything up to here. */
    default void acknowledged(long upto) {}
}
