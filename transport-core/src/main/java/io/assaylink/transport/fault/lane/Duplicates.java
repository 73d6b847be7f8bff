// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.lane;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What passes and is to be repeated behind itself. Loop only. */
final class Duplicates {
    private record Copy(long until, ByteArrayOutputStream bytes) {}

    private final List<Copy> copies = new ArrayList<>(0);
    private final ArrayDeque<byte[]> ready = new ArrayDeque<>(0);

    /** From here until this offset. */
    void begin(long until) {
        copies.add(new Copy(until, new ByteArrayOutputStream()));
    }

    /** The next offset at which a repetition begins; {@link Long#MAX_VALUE}: none. */
    long next() {
        return copies.stream().mapToLong(Copy::until).min().orElse(Long.MAX_VALUE);
    }

    /** These bytes passed; {@code offset} is where the direction stands behind them. */
    void passed(byte[] read, long offset) {
        for (Iterator<Copy> all = copies.iterator(); all.hasNext(); ) {
            Copy copy = all.next();
            copy.bytes().writeBytes(read);
            if (offset >= copy.until()) {
                ready.add(copy.bytes().toByteArray());
                all.remove();
            }
        }
    }

    /** No more will pass; true where something is repeated for that. */
    boolean ended() {
        copies.forEach(copy -> ready.add(copy.bytes().toByteArray()));
        boolean any = !copies.isEmpty();
        copies.clear();
        return any;
    }

    /** Whether a repetition is to pass next. */
    boolean areReady() {
        return !ready.isEmpty();
    }

    byte @Nullable [] poll() {
        return ready.poll();
    }
}
