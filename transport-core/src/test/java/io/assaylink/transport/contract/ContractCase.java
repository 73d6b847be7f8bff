// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.ReceiveOutcome.Closed;
import io.assaylink.transport.ReceiveOutcome.Received;
import java.time.Duration;

/** How the suite gets its connections, and looks at what comes of them. */
abstract class ContractCase<M> {
    static final Duration SHORT = Duration.ofMillis(30);
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration FAREWELL = Duration.ofSeconds(1);

    /** An established connection that nobody consumes yet, with this observer. */
    protected abstract Rig<M> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception;

    final Rig<M> open(ReceiveLimits limits) throws Exception {
        return open(limits, ConnectionObserver.NONE);
    }

    final Rig<M> open() throws Exception {
        return open(ReceiveLimits.defaults());
    }

    final String received(Rig<M> rig, ReceiveOutcome<M> outcome) {
        assertThat(outcome).isInstanceOf(Received.class);
        return rig.text(((Received<M>) outcome).message());
    }

    static <M> CloseReason closed(ReceiveOutcome<M> outcome) {
        assertThat(outcome).isInstanceOf(Closed.class);
        return ((Closed<M>) outcome).reason();
    }

    /** Returns when the first byte of a message is here; no receive tells that before the stall clock does. */
    static void awaitTransit(Rig<?> rig) {
        while (rig.connection().progress().bytesSoFar() == 0) {
            Thread.onSpinWait();
        }
    }

    static boolean midMessage(CloseReason reason) {
        return (reason instanceof CloseReason.ByPeer peer && peer.midMessage())
                || (reason instanceof CloseReason.Lost lost && lost.midMessage());
    }
}
