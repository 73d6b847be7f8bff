// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.session.Effect;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What performs the effects that concern an outbox. */
public interface Storage {
    /** For a dialect without one. */
    Storage NONE = new Storage() {
        @Override
        public void perform(Effect effect) {
            throw new IllegalStateException("no outbox for " + effect.getClass().getSimpleName());
        }

        @Override
        public CompletionStage<Void> forgotten() {
            return CompletableFuture.completedFuture(null);
        }
    };

    void perform(Effect effect);

    /** Ends when what the hub acknowledged so far is forgotten. */
    CompletionStage<Void> forgotten();
}
