// SPDX-License-Identifier: Apache-2.0
/**
 * What is accepted and not yet acknowledged by the hub.
 *
 * <p>Start at {@link io.assaylink.facilitator.outbox.Outbox}: an append completes when the message is durable, and only
 * then may an instrument be given its positive acknowledgement.
 *
 * <p>This package knows nothing of connections: a link failure touches no row.
 */
@NullMarked
package io.assaylink.facilitator.outbox;

import org.jspecify.annotations.NullMarked;
