// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import java.time.Duration;

/** How long a handler may take, by the type of its message; never empty, also where there is no handler. Any thread. */
public interface HandlerTimes {

    /** For a request of the hub. */
    Duration forRequest(String type);

    /** For an event of the hub. */
    Duration forEvent(String type);

    /** The same for all. */
    static HandlerTimes of(Duration all) {
        return new HandlerTimes() {
            @Override
            public Duration forRequest(String type) {
                return all;
            }

            @Override
            public Duration forEvent(String type) {
                return all;
            }
        };
    }
}
