// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.transport.Machine;
import java.nio.ByteBuffer;

/** The machine of one connection whose protocol is told. Loop only. */
interface ProtocolEndpoint extends Machine<ByteBuffer> {

    /** Reads no more; what was read whole is still stored and answered. */
    void finish();

    /** Whether a message that was read whole is not answered yet. */
    @Override
    boolean owesAnswer();
}
