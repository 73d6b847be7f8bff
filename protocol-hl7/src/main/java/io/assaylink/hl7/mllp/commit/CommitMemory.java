// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last blocks of one peer and whether they were committed. One for each peer, kept across its connections: a block that is
 * sent again on a new connection is known. Not thread-safe: at most one connection of the peer at a time.
 */
public final class CommitMemory {

    enum State {
        /** Received, not settled. */
        OPEN,
        /** Stored; the commit block was not written yet. */
        STORED,
        /** Stored, and the commit block was handed to the connection. */
        ANSWERED,
        REFUSED
    }

    /** One block; its state changes. */
    static final class Known {
        final BlockKey key;
        State state = State.OPEN;

        Known(BlockKey key) {
            this.key = key;
        }
    }

    private final Map<String, Known> entries; // by id, by digest where there is none

    /**
     * An empty memory.
     *
     * @param capacity most blocks remembered, at least 1; about 300 bytes each. Beyond it the oldest is forgotten: its repeat is
     *     delivered again
     */
    public CommitMemory(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("at least one block must be remembered");
        }
        this.entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The last block with the same sender and MSH-10. */
    Optional<Known> find(BlockKey key) {
        return Optional.ofNullable(entries.get(name(key)));
    }

    Known remember(BlockKey key) {
        Known entry = new Known(key);
        entries.remove(name(key)); // so that it is the newest
        entries.put(name(key), entry);
        return entry;
    }

    private static String name(BlockKey key) {
        return key.id().isEmpty() ? key.digest() : key.id();
    }
}
