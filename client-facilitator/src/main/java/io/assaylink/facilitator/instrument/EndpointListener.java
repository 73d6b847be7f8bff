// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.transport.CloseReason;

/**
 * Told what happens at an instrument's connections, for consoles and counters. Called on event loops and on threads of the
 * outbox: an implementation must not block and must be thread-safe. Nothing passed here is payload.
 */
public interface EndpointListener {

    /** Hears nothing. */
    EndpointListener NONE = new EndpointListener() {};

    default void opened(String instrument, String connection) {}

    default void closed(String instrument, String connection, CloseReason reason) {}

    /** What the instrument speaks, once it is told. */
    default void detected(String instrument, String connection, InstrumentProtocol protocol) {}

    /** A message is on disk; its positive answer goes out next. */
    default void durable(DurableMessage message) {}

    /** A message was not taken: the instrument was answered negatively and keeps it. */
    default void refused(String instrument, String connection, String code) {}

    /** Bytes that are no whole message were put aside for a person to look at. */
    default void quarantined(String instrument, String connection, String code, int bytes) {}

    /**
     * Something else with a code: a broken frame, a tolerance used, noise, a timeout.
     *
     * @param offset byte of the connection, from 0; -1 where there is none to name
     */
    default void event(String instrument, String connection, String code, long offset) {}
}
