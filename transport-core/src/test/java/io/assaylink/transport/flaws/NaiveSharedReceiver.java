// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.ArrayDeque;
import java.util.Optional;

/** Control for X-15: one receiver by convention. Whoever reads next gets whatever comes next. */
final class NaiveSharedReceiver {
    private final ArrayDeque<String> line = new ArrayDeque<>();

    void arrives(String message) {
        line.add(message);
    }

    Optional<String> receive() {
        return Optional.ofNullable(line.poll());
    }

    /** Sends a request and reads until its reply is there; what is not its reply is dropped. */
    Optional<String> request(String id) {
        for (Optional<String> next = receive(); next.isPresent(); next = receive()) {
            if (next.get().equals("reply " + id)) {
                return next;
            }
        }
        return Optional.empty();
    }
}
