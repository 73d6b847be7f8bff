// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import io.assaylink.transport.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One message is one line, ended by LF. */
public final class LineFraming implements Framing<String> {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public void decode(ByteBuffer in, Consumer<String> out) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == '\n') {
                String whole = line.toString(StandardCharsets.UTF_8);
                line.reset();
                out.accept(whole);
            } else {
                line.write(b);
            }
        }
    }

    @Override
    public long inTransit() {
        return line.size();
    }

    @Override
    public ByteBuffer encode(String message) {
        return StandardCharsets.UTF_8.encode(message + "\n");
    }
}
