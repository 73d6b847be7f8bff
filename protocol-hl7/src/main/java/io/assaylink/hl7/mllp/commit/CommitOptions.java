// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import java.time.Duration;

/**
 * How one end of a Release 2 link behaves. How long it waits inside a frame is the decoder's:
 * {@link io.assaylink.hl7.mllp.MllpProfile#mllpR2()}.
 *
 * @param attempts how often a block is sent in all before it has failed, at least 1
 * @param timeout how long each time is waited for the commit block; the standard recommends 5 to 30 seconds
 * @param pause between a negative commit block and the next attempt
 * @param heldLimit most blocks received and not settled yet; beyond it {@link CommitDialogue#wantsBytes()} is false
 */
public record CommitOptions(int attempts, Duration timeout, Duration pause, int heldLimit) {

    private static final CommitOptions DEFAULTS =
            new CommitOptions(3, Duration.ofSeconds(30), Duration.ofSeconds(1), 16);

    /** Checks the limits. */
    public CommitOptions {
        if (attempts < 1 || heldLimit < 1) {
            throw new IllegalArgumentException("attempts and the limit must be positive");
        }
        if (timeout.isNegative() || timeout.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException("the timeout must be positive, the pause not negative");
        }
    }

    /** Three attempts of 30 seconds, one second after a refusal, 16 blocks held. */
    public static CommitOptions defaults() {
        return DEFAULTS;
    }

    /** A copy with these attempts and their timeout. */
    public CommitOptions withAttempts(int count, Duration each) {
        return new CommitOptions(count, each, pause, heldLimit);
    }

    /** A copy that waits so long after a refusal. */
    public CommitOptions withPause(Duration afterRefusal) {
        return new CommitOptions(attempts, timeout, afterRefusal, heldLimit);
    }

    /** A copy that holds so many blocks. */
    public CommitOptions withHeldLimit(int blocks) {
        return new CommitOptions(attempts, timeout, pause, blocks);
    }
}
