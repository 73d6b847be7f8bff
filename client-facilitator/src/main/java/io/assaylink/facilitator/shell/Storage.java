// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.shell;

import io.assaylink.facilitator.session.Effect;

/** What performs the effects that concern an outbox. */
public interface Storage {
    /** For a dialect without one. */
    Storage NONE = new Storage() {
        @Override
        public void perform(Effect effect) {
            throw new IllegalStateException("no outbox for " + effect.getClass().getSimpleName());
        }

        @Override
        public void afterForgetting(Runnable work) {
            work.run();
        }
    };

    void perform(Effect effect);

    /** Runs, in the order of the calls, when what the hub acknowledged so far is forgotten. */
    void afterForgetting(Runnable work);
}
