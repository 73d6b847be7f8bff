// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last stored messages of one instrument by their digest, across its connections. E1381 has no message number: a
 * repeat is told by its bytes. HL7 messages are here only where a part of their events was stored. Thread-safe.
 */
final class RecentMessages {

    /** What is known of a message that comes. */
    enum Seen {
        NEVER,
        /** Being stored, for a connection that may be gone: delivered again, and marked. */
        PENDING,
        /** Stored and answered: delivered again, and marked. */
        ANSWERED,
        /** Stored, and the connection ended before its answer was written: the instrument must repeat it. */
        UNANSWERED
    }

    private final Map<ByteBuffer, Seen> byDigest;
    /** How many of each are being stored; as many as there are connections, at most. */
    private final Map<ByteBuffer, Integer> pending = new HashMap<>();

    RecentMessages(int capacity) {
        byDigest = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Seen> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Messages of an earlier run, oldest first. Whether their answer was written is not known: they were answered. */
    RecentMessages(int capacity, List<byte[]> earlier) {
        this(capacity);
        earlier.forEach(sha256 -> byDigest.put(ByteBuffer.wrap(sha256), Seen.ANSWERED));
    }

    static ByteBuffer digest(byte[] message) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    synchronized boolean isEmpty() {
        return byDigest.isEmpty();
    }

    synchronized Seen seen(ByteBuffer digest) {
        return byDigest.getOrDefault(digest, pending.containsKey(digest) ? Seen.PENDING : Seen.NEVER);
    }

    /** A message goes to the outbox; {@link #ended} follows once. */
    synchronized void begun(ByteBuffer digest) {
        pending.merge(digest, 1, Integer::sum);
    }

    synchronized void ended(ByteBuffer digest) {
        pending.computeIfPresent(digest, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized void stored(ByteBuffer digest, boolean answered) {
        byDigest.put(digest, answered ? Seen.ANSWERED : Seen.UNANSWERED);
    }
}
