// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * In front of a link: what comes while the link does not read is held, in order, its end included.
 *
 * <p>Without it a message could be handed to nobody: TLS hands on all records of a read, epoll reads once more when the
 * peer ends, and an HTTP codec that goes hands on what came behind the upgrade. What is held is what one read of the socket
 * brought, for the socket itself is not read meanwhile. Event loop only.
 */
public final class ReadGate extends ChannelInboundHandlerAdapter {
    private final ArrayDeque<Held> held = new ArrayDeque<>(0);
    /** Set when added to its pipeline. */
    private @Nullable ChannelHandlerContext context;

    private boolean open;
    private boolean draining;

    /** A read, or an event of the channel. */
    private record Held(Object what, boolean event) {}

    /** Shut until {@link #reading} opens it. */
    public ReadGate() {}

    /** Begins or stops reading; what was held is handed on later, in a turn of its own. */
    public void reading(boolean wanted) {
        ChannelHandlerContext at = context;
        if (at == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        open = wanted;
        if (wanted && !held.isEmpty() && !draining) {
            draining = true;
            at.executor().execute(() -> drain(at));
        }
        var unused = at.channel().config().setAutoRead(wanted);
    }

    private void drain(ChannelHandlerContext at) {
        draining = false;
        boolean any = false;
        while (open && !held.isEmpty()) {
            Held first = held.remove();
            any = true;
            if (first.event()) {
                var unused = at.fireUserEventTriggered(first.what());
            } else {
                var unused = at.fireChannelRead(first.what());
            }
        }
        if (any) {
            var unused = at.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext at) {
        context = at;
    }

    @Override
    public void channelRead(ChannelHandlerContext at, Object read) {
        if (open && held.isEmpty()) {
            var unused = at.fireChannelRead(read);
        } else {
            held.add(new Held(read, false));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext at, Object event) {
        if (open && held.isEmpty()) {
            var unused = at.fireUserEventTriggered(event);
        } else {
            held.add(new Held(event, true));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        release();
        var unused = at.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext at) {
        release();
    }

    private void release() {
        held.forEach(one -> ReferenceCountUtil.release(one.what()));
        held.clear();
    }
}
