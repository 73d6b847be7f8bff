// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.receive;

import io.assaylink.transport.Inbound;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pull or drive, chosen once per connection. Thread-safe. */
public final class Choice<M> {
    private final AtomicReference<@Nullable Consumption<M>> made = new AtomicReference<>();
    private final String name;

    /** Of the connection of this name. */
    public Choice(String name) {
        this.name = name;
    }

    public @Nullable Consumption<M> made() {
        return made.get();
    }

    /** {@code first} makes the puller and {@code chosen} is run where nothing was chosen before. */
    public Inbound<M> pulled(Supplier<Pulled<M>> first, Runnable chosen) {
        if (made.get() == null && made.compareAndSet(null, first.get())) {
            chosen.run();
        }
        if (made.get() instanceof Pulled<M> pulled) {
            return pulled.inbound();
        }
        throw new IllegalStateException(name + " is driven by a machine");
    }

    public void driven(Driven<M> driven, Runnable chosen) {
        if (!made.compareAndSet(null, driven)) {
            throw new IllegalStateException(name + " is consumed already");
        }
        chosen.run();
    }
}
