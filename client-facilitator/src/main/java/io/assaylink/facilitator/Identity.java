// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.InstantSource;

/**
 * Who a session is, and its wall clock.
 *
 * @param instance this run
 * @param source {@code source} of its events; ends in the outbox's id
 * @param clock for the time attributes of messages; no deadline within the process hangs on it
 */
record Identity(String instance, String source, InstantSource clock) {}
