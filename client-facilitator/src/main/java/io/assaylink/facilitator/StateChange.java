// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.time.Duration;
import java.util.Optional;

/** One step of the session; the other parts as in {@link ClientState}. */
public record StateChange(Phase from, Phase to, String reason, long epoch, Optional<Duration> retryIn) {}
