// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Duration;

/**
 * The limits of an outbox. Every overflow refuses new work and never drops what was accepted. Of what is no message, the
 * newest is kept.
 *
 * @param batching how commits are shared
 * @param size how much is taken
 * @param retention what is remembered of events that the hub holds
 * @param quarantine how much is kept of what is no message
 * @param networkFileSystem whether a directory on a network file system is taken although its locks and flushes may lie
 * @param closeWithin how long {@link Outbox#close()} waits for what was appended
 */
public record OutboxOptions(
        Batching batching,
        Size size,
        Retention retention,
        Quarantine quarantine,
        boolean networkFileSystem,
        Duration closeWithin) {

    private static final long MIB = 1024L * 1024;

    /**
     * How commits are shared.
     *
     * @param maxBatch messages that one commit takes at most; 1 to 100 000
     * @param maxDelay how long a commit waits for company while events arrive from several sides; 0 to 1 s
     * @param maxWaiting appends that may wait for their commit; more are {@link OutboxException.Code#FULL}
     * @param maxWaitingBytes bytes that may wait for their commit; more are {@code FULL}
     */
    public record Batching(int maxBatch, Duration maxDelay, int maxWaiting, long maxWaitingBytes) {

        /** @throws IllegalArgumentException when a limit is out of its range */
        public Batching {
            check(maxBatch >= 1 && maxBatch <= 100_000, "maxBatch");
            check(!maxDelay.isNegative() && maxDelay.compareTo(Duration.ofSeconds(1)) <= 0, "maxDelay");
            check(maxWaiting >= 1, "maxWaiting");
            check(maxWaitingBytes >= 1, "maxWaitingBytes");
        }
    }

    /**
     * How much is taken.
     *
     * @param maxDataBytes largest {@link Draft#data()} and largest {@link Draft#raw()}, each, in bytes; more is
     *     {@link OutboxException.Code#TOO_LARGE}
     * @param maxStoredBytes bytes of data and raw that may wait for the hub; more are {@code FULL}
     * @param maxFileBytes the size that the database file never passes, dead letters and quarantine included; at it,
     *     {@link OutboxException.Code#DISK_FULL}
     * @param lowDiskBytes free space below which appends are {@code FULL}, so that acknowledgements can still be written
     * @param maxDeadLetters at a time; one more is {@code FULL}, and the events behind it wait
     */
    public record Size(
            int maxDataBytes, long maxStoredBytes, long maxFileBytes, long lowDiskBytes, int maxDeadLetters) {

        /** @throws IllegalArgumentException when a limit is out of its range */
        public Size {
            check(maxDataBytes >= 1 && maxDataBytes <= 512 * MIB, "maxDataBytes");
            check(maxStoredBytes >= 1, "maxStoredBytes");
            check(maxFileBytes >= 256 * 1024, "maxFileBytes");
            check(lowDiskBytes >= 0, "lowDiskBytes");
            check(maxDeadLetters >= 1, "maxDeadLetters");
        }
    }

    /**
     * What is remembered after the hub's acknowledgement, for a hub that loses its data and for instruments that repeat.
     * It is given up, oldest first, at the first of the bounds, and all of it when the disk is full.
     *
     * @param age how long acknowledged events are kept
     * @param count how many of them
     * @param bytes of data and raw of them
     * @param recent messages whose digest is kept, and sent again after a restart are marked; {@code age} bounds it too
     */
    public record Retention(Duration age, int count, long bytes, int recent) {

        /** @throws IllegalArgumentException when a limit is out of its range */
        public Retention {
            check(!age.isNegative() && age.compareTo(Duration.ofDays(365)) <= 0, "age");
            check(count >= 0, "count");
            check(bytes >= 0, "bytes");
            check(recent >= 0 && recent <= 1_000_000, "recent");
        }

        /** Acknowledged is forgotten. */
        public static Retention none() {
            return new Retention(Duration.ZERO, 0, 0, 0);
        }
    }

    /**
     * How much is kept of what is no message, for each instrument; above either bound its oldest goes, its newest never.
     *
     * @param count how many
     * @param bytes of them
     */
    public record Quarantine(int count, long bytes) {

        /** @throws IllegalArgumentException when a limit is out of its range */
        public Quarantine {
            check(count >= 1, "count");
            check(bytes >= 1, "bytes");
        }
    }

    private static final OutboxOptions DEFAULTS = new OutboxOptions(
            new Batching(128, Duration.ofMillis(2), 4096, 64 * MIB),
            new Size((int) (15 * MIB), 16 * 1024 * MIB, 32 * 1024 * MIB, 256 * MIB, 100_000),
            new Retention(Duration.ofHours(24), 100_000, 1024 * MIB, 20_000),
            new Quarantine(10_000, 256 * MIB),
            false,
            Duration.ofSeconds(10));

    /** @throws IllegalArgumentException when a limit is out of its range */
    public OutboxOptions {
        check(!closeWithin.isNegative() && !closeWithin.isZero(), "closeWithin");
    }

    /** For a laboratory's gateway: 128 events or 2 ms a commit, 15 MiB an event, refuse below 256 MiB of free disk. */
    public static OutboxOptions defaults() {
        return DEFAULTS;
    }

    public OutboxOptions withBatching(Batching value) {
        return new OutboxOptions(value, size, retention, quarantine, networkFileSystem, closeWithin);
    }

    public OutboxOptions withMaxBatch(int rows) {
        return withBatching(new Batching(rows, batching.maxDelay, batching.maxWaiting, batching.maxWaitingBytes));
    }

    public OutboxOptions withMaxDelay(Duration delay) {
        return withBatching(new Batching(batching.maxBatch, delay, batching.maxWaiting, batching.maxWaitingBytes));
    }

    public OutboxOptions withMaxWaiting(int appends, long bytes) {
        return withBatching(new Batching(batching.maxBatch, batching.maxDelay, appends, bytes));
    }

    public OutboxOptions withSize(Size value) {
        return new OutboxOptions(batching, value, retention, quarantine, networkFileSystem, closeWithin);
    }

    public OutboxOptions withMaxDataBytes(int bytes) {
        return withSize(
                new Size(bytes, size.maxStoredBytes, size.maxFileBytes, size.lowDiskBytes, size.maxDeadLetters));
    }

    public OutboxOptions withMaxStoredBytes(long bytes) {
        return withSize(new Size(size.maxDataBytes, bytes, size.maxFileBytes, size.lowDiskBytes, size.maxDeadLetters));
    }

    public OutboxOptions withMaxFileBytes(long bytes) {
        return withSize(
                new Size(size.maxDataBytes, size.maxStoredBytes, bytes, size.lowDiskBytes, size.maxDeadLetters));
    }

    public OutboxOptions withLowDiskBytes(long bytes) {
        return withSize(
                new Size(size.maxDataBytes, size.maxStoredBytes, size.maxFileBytes, bytes, size.maxDeadLetters));
    }

    public OutboxOptions withMaxDeadLetters(int letters) {
        return withSize(
                new Size(size.maxDataBytes, size.maxStoredBytes, size.maxFileBytes, size.lowDiskBytes, letters));
    }

    public OutboxOptions withRetention(Retention value) {
        return new OutboxOptions(batching, size, value, quarantine, networkFileSystem, closeWithin);
    }

    public OutboxOptions withQuarantine(Quarantine value) {
        return new OutboxOptions(batching, size, retention, value, networkFileSystem, closeWithin);
    }

    public OutboxOptions withNetworkFileSystem(boolean taken) {
        return new OutboxOptions(batching, size, retention, quarantine, taken, closeWithin);
    }

    public OutboxOptions withCloseWithin(Duration limit) {
        return new OutboxOptions(batching, size, retention, quarantine, networkFileSystem, limit);
    }

    private static void check(boolean inRange, String name) {
        if (!inRange) {
            throw new IllegalArgumentException(name + " is out of its range");
        }
    }
}
