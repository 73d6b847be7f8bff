// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import io.assaylink.facilitator.envelope.Problem;

/** What a handler made of a request of the hub. */
public sealed interface Answer {

    record Data(byte[] json) implements Answer {

        @Override
        public String toString() {
            return "Data[bytes=" + json.length + "]";
        }
    }

    /** An event is dealt with. */
    record Done() implements Answer {}

    record Failed(Problem problem) implements Answer {}
}
