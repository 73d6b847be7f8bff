// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import java.io.Serial;
import java.util.List;

/** Buffers that were not released, with where each was last touched. */
final class LeakedBuffers extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    LeakedBuffers(List<String> leaks) {
        super("LEAK: " + leaks.size() + " kinds of Netty buffers were not released before they were collected\n"
                + String.join("\n", leaks));
    }
}
