// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault.plan;

import io.assaylink.transport.fault.plan.Fault.Direction;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Which faults befall which connection. Immutable and thread-safe.
 *
 * <p>The faults of a connection depend on its number and the plan alone, never on time or on how its bytes were cut: the
 * same plan does the same to the same traffic. {@link #toString} is what repeats a random plan, seed included, and is
 * logged by whoever runs it.
 */
public final class FaultPlan {
    /** Odd, with its bits well spread: connections of one seed are unlike each other. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final Direction[] ONE_WAY = {Direction.OUT, Direction.IN};

    private final String words;
    private final IntFunction<List<Fault>> faults;

    private FaultPlan(String words, IntFunction<List<Fault>> faults) {
        this.words = words;
        this.faults = faults;
    }

    /** Nothing befalls anything. */
    public static FaultPlan none() {
        return script();
    }

    /** Exactly these, on every connection. */
    public static FaultPlan script(Fault... faults) {
        List<Fault> all = List.of(faults);
        return new FaultPlan("FaultPlan.script(" + all + ")", connection -> all);
    }

    /** The first connection has the first script, and so on; later connections than scripts have none. */
    public static FaultPlan scripts(List<List<Fault>> perConnection) {
        List<List<Fault>> all = perConnection.stream().map(List::copyOf).toList();
        return new FaultPlan(
                "FaultPlan.scripts(" + all + ")",
                connection -> connection <= all.size() ? all.get(connection - 1) : List.of());
    }

    /** {@link FaultMix#harmless}, drawn with this seed. */
    public static FaultPlan random(long seed) {
        return random(seed, FaultMix.harmless());
    }

    /** Drawn from {@code mix} with this seed, for each connection anew. */
    public static FaultPlan random(long seed, FaultMix mix) {
        return new FaultPlan("FaultPlan.random(" + seed + ", " + mix + ")", connection -> draw(seed, connection, mix));
    }

    /** The script of one connection, from 1. */
    public List<Fault> faults(int connection) {
        if (connection < 1) {
            throw new IllegalArgumentException("connections are counted from 1");
        }
        return faults.apply(connection);
    }

    /** What makes this plan again; no payload. */
    @Override
    public String toString() {
        return words;
    }

    private static List<Fault> draw(long seed, int connection, FaultMix mix) {
        SplittableRandom random = new SplittableRandom(seed + connection * GOLDEN);
        // in the order of the enum: a set has none, and one seed must mean one plan
        List<Fault.Kind> kinds = mix.kinds().stream().sorted().toList();
        return Stream.generate(() -> draw(random, kinds.get(random.nextInt(kinds.size())), mix))
                .limit(mix.perConnection())
                .sorted(Comparator.comparingLong(Fault::at))
                .toList();
    }

    private static Fault draw(SplittableRandom random, Fault.Kind kind, FaultMix mix) {
        Direction direction = ONE_WAY[random.nextInt(ONE_WAY.length)];
        long at = random.nextLong(mix.span());
        int bytes = 1 + random.nextInt((int) Math.min(mix.span(), Fault.MAX_SPAN));
        Duration time = Duration.ofNanos(
                random.nextLong(Math.min(mix.longest().toMillis(), Fault.FOREVER.toMillis()) * 1_000_000L + 1));
        return switch (kind) {
            case CUT -> new Fault.Cut(direction, at);
            case SPLIT -> new Fault.Split(direction, at, bytes, time.dividedBy(mix.span()));
            case COALESCE -> new Fault.Coalesce(direction, at, bytes, time);
            case DELAY -> new Fault.Delay(direction, at, time);
            case THROTTLE -> new Fault.Throttle(direction, at, 1024L + random.nextInt(1 << 20));
            case BLACK_HOLE -> new Fault.BlackHole(random.nextInt(4) == 0 ? Direction.BOTH : direction, at, time);
            case HALF_CLOSE -> new Fault.HalfClose(direction, at);
            case RESET -> new Fault.Reset(direction, at);
            case CORRUPT -> new Fault.Corrupt(direction, at, 1 + random.nextInt(255));
            case DUPLICATE -> new Fault.Duplicate(direction, at, bytes);
            case HOLD_CLOSE -> new Fault.HoldClose(direction);
            case ACCEPT_THEN_CLOSE -> new Fault.AcceptThenClose();
            case REFUSE -> new Fault.Refuse(time);
        };
    }
}
