// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.sequence;

import java.util.OptionalLong;

/**
 * Keeps the last accepted number of one link over restarts. An implementation throws an unchecked exception when it cannot
 * store; the message is not to be acknowledged then.
 */
public interface SequenceStore {

    /** The last number stored, 1 or more; empty if there is none. */
    OptionalLong last();

    /** Stores {@code number}, 1 or more, in place of the last one; durable when this returns. */
    void store(long number);

    /** Forgets the last number; durable when this returns. */
    void forget();
}
