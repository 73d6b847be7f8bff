// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.fault;

import io.assaylink.transport.loop.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a port on which nobody listens: connects are refused, and the system gives it to nobody who asks for any port.
 * Where the system does not bear that, nothing is held. Loop only.
 */
final class PortHold {
    private static final Logger LOG = LoggerFactory.getLogger(PortHold.class);
    private static final Duration AGAIN = Duration.ofMillis(1);
    private static final int TRIES = 50;

    private final Loop loop;
    private @Nullable Socket holding;
    private Loop.@Nullable Timer retry;

    PortHold(Loop loop) {
        this.loop = loop;
    }

    /** From the moment on at which the system has let go of who listened, which is soon. */
    void take(InetSocketAddress address) {
        release();
        attempt(address, TRIES);
    }

    private void attempt(InetSocketAddress address, int tries) {
        retry = null;
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address);
            holding = socket;
        } catch (IOException taken) {
            close(socket);
            if (tries > 1) {
                retry = loop.schedule(() -> attempt(address, tries - 1), AGAIN.toNanos());
            } else {
                LOG.debug("{} is not held: {}", address, taken.getMessage());
            }
        }
    }

    void release() {
        Loop.Timer waiting = retry;
        if (waiting != null) {
            waiting.cancel();
            retry = null;
        }
        Socket socket = holding;
        if (socket != null) {
            close(socket);
            holding = null;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException never) {
            LOG.debug("a socket that was not connected was not closed: {}", never.getMessage());
        }
    }
}
