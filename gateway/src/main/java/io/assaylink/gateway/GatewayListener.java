// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.instrument.EndpointListener;
import io.assaylink.gateway.config.InstrumentConfig;
import java.net.InetSocketAddress;

/**
 * Told what a gateway does, for consoles and counters. Called on event loops: an implementation must not block and must be
 * thread-safe. Nothing passed here is payload.
 */
public interface GatewayListener extends EndpointListener {

    /** The instrument can connect to us at this address. */
    default void listening(InstrumentConfig instrument, InetSocketAddress address) {}

    /** The link to the instrument's own server stands. */
    default void connected(InstrumentConfig instrument) {}

    /** A bind or a connect failed, or a connection ended, for the n-th time in a row; it is tried again by itself. */
    default void down(InstrumentConfig instrument, String why, int row) {}

    /** A step of the session with the hub. */
    default void hub(StateChange change) {}

    /** The hub holds every event up to this sequence. */
    default void acknowledged(long upto) {}

    /** Something that a person should know. */
    default void alarm(Alarm alarm) {}
}
