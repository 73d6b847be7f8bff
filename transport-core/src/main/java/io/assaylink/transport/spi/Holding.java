// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason.TooLarge;
import io.assaylink.transport.PartialBudget;
import io.assaylink.transport.receive.Consumption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of messages in transit, counted against the budget of its limits: in its link, and in the
 * machine that consumes it.
 *
 * <p>Loop only, but for {@link #asked}.
 */
final class Holding<M> {
    private final ConnectionCore<M> core;
    private final Link<M> link;
    private final PartialBudget budget;
    private final PartialBudget.Share share;
    private final AtomicBoolean submitted = new AtomicBoolean();

    Holding(ConnectionCore<M> core, Link<M> link) {
        this.core = core;
        this.link = link;
        budget = core.limits().budget();
        share = budget.join(this::asked);
    }

    /** Counts what is held, and ends the connection where that is too much. */
    void reckon(@Nullable Consumption<M> consumer) {
        if (!core.isConnected()) {
            return;
        }
        long machine = consumer == null ? 0 : consumer.held();
        if (!share.hold(link.held() + machine)) {
            // what a machine holds goes with its last call, and that must not wait for the peer
            Duration within = machine > 0 ? Duration.ZERO : ConnectionCore.FAREWELL;
            core.shut(new TooLarge(TooLarge.Bound.BUDGET, budget.bytes(), share.bytes()), within);
        }
    }

    /** The connection is ending: what the link holds goes at once, what a machine holds goes with the machine. */
    void drop(@Nullable Consumption<M> consumer) {
        link.forget();
        if (consumer == null || consumer.held() == 0) {
            share.release();
        }
    }

    void release() {
        link.forget();
        share.release();
    }

    /**
     * Another connection took what was left: the end of a turn of ours reckons. On our own loop that is now, for the loop
     * would read on from everybody before it comes to us; but in the middle of a turn what we hold is in use.
     */
    private void asked() {
        if (core.loop().inLoop() && !core.inTurn()) {
            core.turn(() -> {});
        } else if (submitted.compareAndSet(false, true)) {
            core.loop().execute(() -> {
                submitted.set(false);
                core.turn(() -> {});
            });
        }
    }
}
