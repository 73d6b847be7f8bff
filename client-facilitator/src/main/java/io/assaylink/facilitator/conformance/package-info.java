// SPDX-License-Identifier: Apache-2.0
/**
 * Does a hub keep the facilitator protocol? A run of named checks that any author of a hub can point at a server.
 *
 * <p>Start at {@link io.assaylink.facilitator.conformance.HubConformance}. Each check is one client, or a few, that the
 * protocol allows; some of them err on purpose. The clauses are those of {@code docs/facilitator-protocol.md}.
 *
 * <pre>
 *   HubConformance ─▶ one check after the other ─▶ Probe ─ frames ─▶ the hub
 *        │                     └── HubAccess: what only the hub's author can do (restart, ask, send, tell what is stored)
 *        └─▶ ConformanceReport: passed, failed or skipped, and why
 * </pre>
 *
 * <p>It leaves events behind in the hub, under sources of its own: point it at a hub for tests.
 */
@NullMarked
package io.assaylink.facilitator.conformance;

import org.jspecify.annotations.NullMarked;
