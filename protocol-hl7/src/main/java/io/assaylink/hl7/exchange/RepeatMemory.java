// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the last messages of one instrument by sender, MSH-10 and digest of all bytes, across its connections.
 *
 * <p>A byte-identical repeat of a message that was stored but whose positive answer never left is answered again and not
 * delivered twice. Devices reuse ids, so any other repeat is delivered and flagged. Thread-safe.
 */
public final class RepeatMemory {

    enum State {
        HELD,
        /** Stored; its positive answer has not left yet. */
        STORED,
        ANSWERED,
        REFUSED
    }

    /** One remembered message; guarded by the memory. */
    static final class Remembered {
        private State state = State.HELD;
        private List<ByteBuffer> answers = List.of(); // what to say again; kept while STORED, or longer by option
    }

    private final Map<String, Remembered> entries;

    /** Remembers the last {@code capacity} messages. */
    public RepeatMemory(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive");
        }
        this.entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > capacity;
            }
        };
    }

    static String key(Hl7Message message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(message.asByteBuffer());
            String id = text(message.get("MSH-3").raw())
                    + '|'
                    + text(message.get("MSH-4").raw())
                    + '|'
                    + text(message.controlId().raw());
            return id + '|' + new String(digest.digest(), ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** A new entry for a message that is being delivered; an earlier one with this key is forgotten. */
    synchronized Remembered remember(String key) {
        Remembered entry = new Remembered();
        entries.remove(key);
        entries.put(key, entry);
        return entry;
    }

    /** The entry of an earlier message with this key. */
    synchronized Optional<Remembered> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    synchronized State stateOf(Remembered entry) {
        return entry.state;
    }

    synchronized List<ByteBuffer> answersOf(Remembered entry) {
        return entry.answers;
    }

    synchronized void stored(Remembered entry, List<ByteBuffer> answers) {
        entry.state = answers.isEmpty() ? State.ANSWERED : State.STORED;
        entry.answers = List.copyOf(answers);
    }

    /** Its answers have left; they are kept if every repeat is answered. */
    synchronized void answered(Remembered entry, boolean keep) {
        entry.state = State.ANSWERED;
        entry.answers = keep ? entry.answers : List.of();
    }

    /** One more answer that was given to it: the application answer after the commit answer. */
    synchronized void answeredAlso(Remembered entry, List<ByteBuffer> more) {
        List<ByteBuffer> all = new ArrayList<>(entry.answers);
        all.addAll(more);
        entry.answers = List.copyOf(all);
    }

    synchronized void refused(Remembered entry) {
        entry.state = State.REFUSED;
    }

    private static String text(ByteBuffer raw) {
        return ISO_8859_1.decode(raw).toString();
    }
}
