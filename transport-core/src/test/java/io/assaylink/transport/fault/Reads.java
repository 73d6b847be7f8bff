// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down each read, at its time in milliseconds, and the end. */
final class Reads implements Machine<ByteBuffer> {
    final List<String> texts = new ArrayList<>();
    final List<Long> times = new ArrayList<>();

    @Nullable
    CloseReason closed;

    @Nullable
    Driver<ByteBuffer> driver;

    @Override
    public void opened(Driver<ByteBuffer> with, long now) {
        driver = with;
    }

    @Override
    public void received(ByteBuffer message, long now) {
        texts.add(StandardCharsets.ISO_8859_1.decode(message).toString());
        times.add(now / 1_000_000L);
    }

    @Override
    public void closed(CloseReason reason, long now) {
        closed = reason;
    }

    String all() {
        return String.join("", texts);
    }
}
