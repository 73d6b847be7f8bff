// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the objects that are open, so that one that stands twice in its object is found.
 *
 * <p>A few names are compared by a key of eight bytes, on a stack that all levels share. Beyond {@link #FEW} names of one
 * object, or with the first one that is written with an escape, the object's names become strings in a set: a peer that
 * makes up names for the purpose gets no more than a constant number of comparisons out of each.
 */
final class OpenNames {
    /** Names of one object that are compared one by one, so that common objects allocate no string. */
    static final int FEW = 32;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final byte[] bytes;
    private long[] keys = new long[16];
    /** First byte of a name and the byte after it, one above the other. */
    private long[] places = new long[16];
    /** How many names lie below the object of a level. */
    private int[] below = new int[8];
    /** By level; null where no object has had many. */
    private @Nullable Map<Integer, Set<String>> many;

    private int size;
    private long comparisons;

    OpenNames(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Eight bytes that differ for names that differ in their first or last eight bytes; a short name is its own key. */
    static long key(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > Long.BYTES) {
            return ((long) WORDS.get(bytes, from) * SPREAD) ^ (long) WORDS.get(bytes, to - Long.BYTES);
        }
        if (length == Long.BYTES) {
            return (long) WORDS.get(bytes, from);
        }
        if (from + Long.BYTES <= bytes.length) {
            return (long) WORDS.get(bytes, from) & ((1L << (length << 3)) - 1);
        }
        long key = 0;
        for (int i = to - 1; i >= from; i--) {
            key = (key << 8) | (bytes[i] & 0xFF);
        }
        return key;
    }

    void open(int level) {
        if (level == below.length) {
            below = Arrays.copyOf(below, 2 * level);
        }
        below[level] = size;
    }

    void close(int level) {
        size = below[level];
        if (many != null) {
            many.remove(level);
        }
    }

    /** False where the object of this level has the name already. */
    boolean add(int level, long key, int from, int to, boolean escaped) {
        Set<String> names = many == null ? null : many.get(level);
        if (names == null) {
            int first = below[level];
            if (!escaped && size - first < FEW) {
                return addToFew(first, key, from, to);
            }
            names = toStrings(level);
        }
        comparisons++;
        return names.add(JsonString.decode(bytes, from, to));
    }

    private boolean addToFew(int first, long key, int from, int to) {
        comparisons += size - first;
        for (int i = first; i < size; i++) {
            if (keys[i] == key && Arrays.equals(bytes, (int) (places[i] >>> 32), (int) places[i], bytes, from, to)) {
                return false;
            }
        }
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        keys[size] = key;
        places[size++] = ((long) from << 32) | to;
        return true;
    }

    private Set<String> toStrings(int level) {
        Set<String> names = new HashSet<>();
        for (int i = below[level]; i < size; i++) {
            names.add(JsonString.decode(bytes, (int) (places[i] >>> 32), (int) places[i]));
        }
        size = below[level];
        if (many == null) {
            many = new HashMap<>();
        }
        many.put(level, names);
        return names;
    }

    /** How often a name was compared with another one or looked up. */
    long comparisons() {
        return comparisons;
    }
}
