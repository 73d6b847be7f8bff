// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.spi;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.clock.Clocks;
import io.assaylink.transport.loop.Loop;
import io.assaylink.transport.receive.Host;
import io.assaylink.transport.receive.Inbox;
import java.time.Duration;

/** The core as its consumer sees it: what is here is nothing that a user or a transport should call. */
final class ConsumerSide<M> implements Host<M> {
    private final ConnectionCore<M> core;
    private final Sender<M> sender;
    private final Inbox<M> inbox;
    private final Clocks clocks;
    private final Regulator<M> regulator;

    ConsumerSide(ConnectionCore<M> core, Sender<M> sender, Inbox<M> inbox, Clocks clocks, Regulator<M> regulator) {
        this.core = core;
        this.sender = sender;
        this.inbox = inbox;
        this.clocks = clocks;
        this.regulator = regulator;
    }

    @Override
    public Connection<M> connection() {
        return core;
    }

    @Override
    public ReceiveLimits limits() {
        return core.limits();
    }

    @Override
    public Loop loop() {
        return core.loop();
    }

    @Override
    public Clocks clocks() {
        return clocks;
    }

    @Override
    public void idle(long quietNanos) {
        core.events().idle(quietNanos);
    }

    @Override
    public void stalled(long bytesSoFar, long quietNanos) {
        core.events().stalled(bytesSoFar, quietNanos);
    }

    @Override
    public void asked(boolean answered) {
        if (!answered || inbox.size() <= regulator.askBelow()) {
            core.submit(core::reckon);
        }
    }

    @Override
    public void send(M message) {
        sender.write(message);
    }

    @Override
    public boolean isWritable() {
        return sender.isWritable();
    }

    @Override
    public void turn(Runnable task) {
        core.turn(task);
    }

    @Override
    public void end(CloseReason why, Duration within) {
        core.end(why, within);
    }

    @Override
    public void shut(CloseReason why, Duration within) {
        core.shut(why, within);
    }
}
