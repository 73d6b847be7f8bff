// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.plan;

import java.time.Duration;

/**
 * One thing that befalls a connection. {@link #at} is where: as soon as that many bytes of the direction have passed, 0 at
 * once; in {@code LiveFaults.inject} it counts from the byte where the direction stands. What lasts, lasts until
 * {@code LiveFaults.heal}.
 *
 * <p>Faults at the same byte begin in the order of their script. Times are {@link #FOREVER} at most. Values; all are checked when they are made
 * ({@link IllegalArgumentException}).
 */
public sealed interface Fault {
    /** As good as for ever: until {@code LiveFaults.heal}. */
    Duration FOREVER = Duration.ofDays(36_500);

    /** Bytes that a {@link Coalesce} or a {@link Duplicate} may span: what one direction holds at most. */
    int MAX_SPAN = 64 << 10;

    /** Whose bytes. */
    enum Direction {
        /** From the side that connects. */
        OUT,
        /** To the side that connects. */
        IN,
        /** Each of the two, at its own byte. */
        BOTH
    }

    /** The name of each fault, as logs and {@link FaultMix} have it. */
    enum Kind {
        CUT(true),
        SPLIT(true),
        COALESCE(true),
        DELAY(true),
        THROTTLE(true),
        BLACK_HOLE(true),
        HALF_CLOSE(false),
        RESET(false),
        CORRUPT(false),
        DUPLICATE(false),
        HOLD_CLOSE(false),
        ACCEPT_THEN_CLOSE(false),
        REFUSE(false);

        private final boolean harmless;

        Kind(boolean harmless) {
            this.harmless = harmless;
        }

        /** True where every byte still arrives once, in order and unchanged, however late. */
        public boolean harmless() {
            return harmless;
        }
    }

    Kind kind();

    Direction direction();

    /** Bytes of the direction that pass before it begins; 0 or more. */
    long at();

    /** One read ends exactly here. Over sockets the kernel may join what stands ready: see {@link Split}. */
    record Cut(Direction direction, long at) implements Fault {
        public Cut {
            check(at >= 0, "at");
        }

        @Override
        public Kind kind() {
            return Kind.CUT;
        }
    }

    /**
     * Reads bring {@code size} bytes at most, from here on.
     *
     * @param size 1 or more
     * @param apart between two pieces; over sockets more than zero, for the kernel joins what stands ready
     */
    record Split(Direction direction, long at, int size, Duration apart) implements Fault {
        public Split {
            check(at >= 0 && size >= 1 && bounded(apart), "at, size or apart");
        }

        @Override
        public Kind kind() {
            return Kind.SPLIT;
        }
    }

    /**
     * The next {@code bytes} come as one read, whenever they were sent.
     *
     * @param bytes 1 to {@link #MAX_SPAN}
     * @param within from the first of them until what is there comes all the same
     */
    record Coalesce(Direction direction, long at, int bytes, Duration within) implements Fault {
        public Coalesce {
            check(at >= 0 && bytes >= 1 && bytes <= MAX_SPAN && bounded(within), "at, bytes or within");
        }

        @Override
        public Kind kind() {
            return Kind.COALESCE;
        }
    }

    /** Each byte from here on arrives this much later than it was sent; so does the end. */
    record Delay(Direction direction, long at, Duration by) implements Fault {
        public Delay {
            check(at >= 0 && bounded(by), "at or by");
        }

        @Override
        public Kind kind() {
            return Kind.DELAY;
        }
    }

    /**
     * From here on no more than this passes.
     *
     * @param bytesPerSecond 1 or more
     */
    record Throttle(Direction direction, long at, long bytesPerSecond) implements Fault {
        public Throttle {
            check(at >= 0 && bytesPerSecond >= 1, "at or bytesPerSecond");
        }

        @Override
        public Kind kind() {
            return Kind.THROTTLE;
        }
    }

    /** From here on nothing passes, neither bytes nor the end, for {@code lasting}; then all of it does, as TCP repeats it. */
    record BlackHole(Direction direction, long at, Duration lasting) implements Fault {
        public BlackHole {
            check(at >= 0 && bounded(lasting), "at or lasting");
        }

        @Override
        public Kind kind() {
            return Kind.BLACK_HOLE;
        }
    }

    /**
     * The direction ends here, in order, as by a FIN; what would follow is dropped. The other direction lives, but for a
     * {@code FaultyTransport} around something else than a loopback: there the wrapped connection ends with its
     * {@code OUT}.
     */
    record HalfClose(Direction direction, long at) implements Fault {
        public HalfClose {
            check(at >= 0, "at");
        }

        @Override
        public Kind kind() {
            return Kind.HALF_CLOSE;
        }
    }

    /** The connection is reset here, both ways, and what is on the way is lost. */
    record Reset(Direction direction, long at) implements Fault {
        public Reset {
            check(at >= 0, "at");
        }

        @Override
        public Kind kind() {
            return Kind.RESET;
        }
    }

    /**
     * The byte at this offset arrives changed.
     *
     * @param mask 1 to 255, what is added to it bit by bit (exclusive or)
     */
    record Corrupt(Direction direction, long at, int mask) implements Fault {
        public Corrupt {
            check(at >= 0 && mask >= 1 && mask <= 255, "at or mask");
        }

        @Override
        public Kind kind() {
            return Kind.CORRUPT;
        }
    }

    /**
     * These bytes arrive twice, the second time right behind the first.
     *
     * @param bytes 1 to {@link #MAX_SPAN}
     */
    record Duplicate(Direction direction, long at, int bytes) implements Fault {
        public Duplicate {
            check(at >= 0 && bytes >= 1 && bytes <= MAX_SPAN, "at or bytes");
        }

        @Override
        public Kind kind() {
            return Kind.DUPLICATE;
        }
    }

    /** The end of the direction is never passed on: a close that is not answered. */
    record HoldClose(Direction direction) implements Fault {
        @Override
        public Kind kind() {
            return Kind.HOLD_CLOSE;
        }

        @Override
        public long at() {
            return 0;
        }
    }

    /** The connection comes about and ends in order before a byte passes. */
    record AcceptThenClose() implements Fault {
        @Override
        public Kind kind() {
            return Kind.ACCEPT_THEN_CLOSE;
        }

        @Override
        public Direction direction() {
            return Direction.BOTH;
        }

        @Override
        public long at() {
            return 0;
        }
    }

    /**
     * Connects are refused for so long, from the connection before this one (or the beginning) on. A refused connect is no
     * connection and has no number.
     */
    record Refuse(Duration lasting) implements Fault {
        public Refuse {
            check(bounded(lasting), "lasting");
        }

        @Override
        public Kind kind() {
            return Kind.REFUSE;
        }

        @Override
        public Direction direction() {
            return Direction.BOTH;
        }

        @Override
        public long at() {
            return 0;
        }
    }

    private static boolean bounded(Duration time) {
        return !time.isNegative() && time.compareTo(FOREVER) <= 0;
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException(what + " out of range");
        }
    }
}
