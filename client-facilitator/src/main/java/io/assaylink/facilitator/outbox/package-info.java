// SPDX-License-Identifier: Apache-2.0
/**
 * What is accepted and not yet acknowledged by the hub.
 *
 * <p>Start at {@link io.assaylink.facilitator.outbox.Outbox}: an append completes when the message is durable, and only
 * then may an instrument be given its positive acknowledgement.
 *
 * <pre>
 *   Draft ──▶ SharedOutbox.append ──▶ Stored ──▶ Outbox.acknowledge | deadLetter | remove
 *                                        outbox.sqlite: on the disk · VolatileOutbox: in memory
 * </pre>
 *
 * <p>This package knows nothing of connections, and nothing of files: a link failure touches no row, and what makes an
 * event durable is in {@link io.assaylink.facilitator.outbox.sqlite}.
 */
@NullMarked
package io.assaylink.facilitator.outbox;

import org.jspecify.annotations.NullMarked;
