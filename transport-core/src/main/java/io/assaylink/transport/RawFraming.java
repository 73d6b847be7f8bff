// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Each read as it came: for machines that do their own framing. */
enum RawFraming implements Framing<ByteBuffer> {
    INSTANCE;

    @Override
    public void decode(ByteBuffer in, Consumer<ByteBuffer> out) {
        out.accept(in);
        in.position(in.limit());
    }

    @Override
    public long inTransit() {
        return 0;
    }

    @Override
    public ByteBuffer encode(ByteBuffer message) {
        return message;
    }
}
