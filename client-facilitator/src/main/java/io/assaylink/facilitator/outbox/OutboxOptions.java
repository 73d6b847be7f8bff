// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import java.time.Duration;

/**
 * The limits of an outbox. Every overflow refuses new work and never drops what was accepted.
 *
 * @param maxBatch events that one commit takes at most; 1 to 100 000
 * @param maxDelay how long a commit waits for company while events arrive from several sides; 0 to 1 s
 * @param maxDataBytes largest {@link Draft#data()} and largest {@link Draft#raw()}, each, in bytes; more is
 *     {@link OutboxException.Code#TOO_LARGE}
 * @param maxWaiting appends that may wait for their commit; more are {@link OutboxException.Code#FULL}
 * @param maxWaitingBytes bytes that may wait for their commit; more are {@code FULL}
 * @param maxStoredBytes bytes of data and raw that may wait for the hub; more are {@code FULL}
 * @param maxFileBytes the size that the database file never passes, dead letters and quarantine included; at it,
 *     {@link OutboxException.Code#DISK_FULL}
 * @param lowDiskBytes free space below which appends are {@code FULL}, so that acknowledgements can still be written
 * @param networkFileSystem whether a directory on a network file system is taken although its locks and flushes may lie
 * @param closeWithin how long {@link Outbox#close()} waits for what was appended
 */
public record OutboxOptions(
        int maxBatch,
        Duration maxDelay,
        int maxDataBytes,
        int maxWaiting,
        long maxWaitingBytes,
        long maxStoredBytes,
        long maxFileBytes,
        long lowDiskBytes,
        boolean networkFileSystem,
        Duration closeWithin) {

    private static final long MIB = 1024L * 1024;
    private static final OutboxOptions DEFAULTS = new OutboxOptions(
            128,
            Duration.ofMillis(2),
            (int) (15 * MIB),
            4096,
            64 * MIB,
            16 * 1024 * MIB,
            32 * 1024 * MIB,
            256 * MIB,
            false,
            Duration.ofSeconds(10));

    /** @throws IllegalArgumentException when a limit is out of its range */
    public OutboxOptions {
        check(maxBatch >= 1 && maxBatch <= 100_000, "maxBatch");
        check(!maxDelay.isNegative() && maxDelay.compareTo(Duration.ofSeconds(1)) <= 0, "maxDelay");
        check(maxDataBytes >= 1 && maxDataBytes <= 512 * MIB, "maxDataBytes");
        check(maxWaiting >= 1, "maxWaiting");
        check(maxWaitingBytes >= 1, "maxWaitingBytes");
        check(maxStoredBytes >= 1, "maxStoredBytes");
        check(maxFileBytes >= 256 * 1024, "maxFileBytes");
        check(lowDiskBytes >= 0, "lowDiskBytes");
        check(!closeWithin.isNegative() && !closeWithin.isZero(), "closeWithin");
    }

    /** For a laboratory's gateway: 128 events or 2 ms a commit, 15 MiB an event, refuse below 256 MiB of free disk. */
    public static OutboxOptions defaults() {
        return DEFAULTS;
    }

    public OutboxOptions withMaxBatch(int rows) {
        return new OutboxOptions(
                rows,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withMaxDelay(Duration delay) {
        return new OutboxOptions(
                maxBatch,
                delay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withMaxDataBytes(int bytes) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                bytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withMaxWaiting(int appends, long bytes) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                appends,
                bytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withMaxStoredBytes(long bytes) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                bytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withMaxFileBytes(long bytes) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                bytes,
                lowDiskBytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withLowDiskBytes(long bytes) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                bytes,
                networkFileSystem,
                closeWithin);
    }

    public OutboxOptions withNetworkFileSystem(boolean taken) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                taken,
                closeWithin);
    }

    public OutboxOptions withCloseWithin(Duration limit) {
        return new OutboxOptions(
                maxBatch,
                maxDelay,
                maxDataBytes,
                maxWaiting,
                maxWaitingBytes,
                maxStoredBytes,
                maxFileBytes,
                lowDiskBytes,
                networkFileSystem,
                limit);
    }

    private static void check(boolean inRange, String name) {
        if (!inRange) {
            throw new IllegalArgumentException(name + " is out of its range");
        }
    }
}
