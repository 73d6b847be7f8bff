// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names that stand in frames of ours, found from their bytes without a string. */
enum Attribute {
    /** A name that nobody asks for. */
    OTHER(""),
    KIND("kind"),
    PROTOCOL("protocol"),
    CLIENT("client"),
    ID("id"),
    INSTANCE("instance"),
    SOFTWARE("software"),
    OUTBOX("outbox"),
    NEXT("next"),
    RECEIVED("received"),
    FEATURES("features"),
    SESSION("session"),
    ACKED("acked"),
    HEARTBEAT_MS("heartbeatMs"),
    MAX_IN_FLIGHT("maxInFlight"),
    MAX_FRAME_BYTES("maxFrameBytes"),
    UPTO("upto"),
    SEQUENCE("sequence"),
    REASON("reason"),
    N("n"),
    CODE("code"),
    RETRY_AFTER_MS("retryAfterMs"),
    ERROR("error"),
    TITLE("title"),
    RETRYABLE("retryable"),
    DETAIL("detail"),
    SPECVERSION("specversion"),
    TYPE("type"),
    SOURCE("source"),
    TIME("time"),
    SUBJECT("subject"),
    CAUSATIONID("causationid"),
    EXPIRYTIME("expirytime"),
    DATA("data");

    private static final int SLOTS = 128;

    /** By the hash of the key; a slot that is taken gives the next one. */
    private static final Attribute[] TABLE = table();

    private final String text;
    private final long key;

    Attribute(String text) {
        this.text = text;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        this.key = OpenNames.key(bytes, 0, bytes.length);
    }

    /** The protocol's name of it. */
    String text() {
        return text;
    }

    static Attribute of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return of(OpenNames.key(bytes, 0, bytes.length), bytes, 0, bytes.length);
    }

    /** The name between these offsets, whose {@link OpenNames#key} is {@code key}. */
    static Attribute of(long key, byte[] bytes, int from, int to) {
        int slot = slot(key);
        while (TABLE[slot] != OTHER) {
            Attribute found = TABLE[slot];
            if (found.key == key && found.isWritten(bytes, from, to)) {
                return found;
            }
            slot = (slot + 1) % SLOTS;
        }
        return OTHER;
    }

    private boolean isWritten(byte[] bytes, int from, int to) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != text.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private static int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 57);
    }

    private static Attribute[] table() {
        Attribute[] table = new Attribute[SLOTS];
        Arrays.fill(table, OTHER);
        for (Attribute attribute : values()) {
            int slot = slot(attribute.key);
            while (table[slot] != OTHER) {
                slot = (slot + 1) % SLOTS;
            }
            table[slot] = attribute;
        }
        return table;
    }
}
