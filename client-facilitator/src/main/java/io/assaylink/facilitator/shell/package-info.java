// SPDX-License-Identifier: Apache-2.0
/**
 * What carries out a session's effects: connections, timer, handlers, outbox.
 *
 * <p>Start at {@link io.assaylink.facilitator.shell.SessionShell}. It decides nothing: when to connect, what to send and
 * what an answer means is the {@link io.assaylink.facilitator.session.Session}'s and its dialect's.
 *
 * <pre>
 *   transport ─▶ HubLink ─▶ ┌──────────────┐ ─▶ Session ─effects─▶ HubLink, Handlers, OutboxFeed, observer
 *   caller ───────────────▶ │ SessionShell │
 *   timer ────────────────▶ └──────────────┘    one event at a time: Mailbox
 * </pre>
 *
 * <p>Not exported.
 */
@NullMarked
package io.assaylink.facilitator.shell;

import org.jspecify.annotations.NullMarked;
