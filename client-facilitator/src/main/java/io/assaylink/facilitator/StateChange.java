// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** One step of the session; {@code reason} and {@code epoch} as in {@link ClientState}. */
public record StateChange(Phase from, Phase to, String reason, long epoch) {}
