// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Many peers on the one thread that calls: each begins a block and sends of it what it is let, until the server ends it.
 * What the server sends is read and dropped.
 */
final class Crowd implements AutoCloseable {
    private final Selector selector;
    private final List<Peer> peers = new ArrayList<>();
    private final ByteBuffer filler = ByteBuffer.allocateDirect(64 << 10);
    private final ByteBuffer dropped = ByteBuffer.allocateDirect(16 << 10);
    private int ended;
    private int turn;

    /** One of them. */
    private static final class Peer {
        private final SocketChannel channel;
        private long sent;
        private boolean ended;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** So many connections to {@code server}, each with the beginning of a block of {@code announced} bytes. */
    Crowd(InetSocketAddress server, int size, int announced) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (announced > 0) {
                channel.write(ByteBuffer.allocate(4).putInt(announced).flip());
            }
            channel.configureBlocking(false);
            Peer peer = new Peer(channel);
            channel.register(selector, SelectionKey.OP_READ, peer);
            peers.add(peer);
        }
    }

    /** How many the server has ended. */
    int ended() {
        return ended;
    }

    int living() {
        return peers.size() - ended;
    }

    /** The next in the round that lives sends {@code count} bytes more, or what its socket takes of them. */
    void next(int count) {
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = peers.get(turn++ % peers.size());
            if (!peer.ended) {
                write(peer, count);
                return;
            }
        }
    }

    /** Looks who was ended. */
    void look() throws IOException {
        look(Duration.ZERO);
    }

    /** All write as much as their sockets take, up to this many bytes each, until each has or is ended, or it is enough; 60 s at the most. */
    void flood(long each, BooleanSupplier enough) throws IOException {
        long begun = System.nanoTime();
        boolean more = true;
        while (more && !enough.getAsBoolean() && System.nanoTime() - begun < 60_000_000_000L) {
            more = false;
            for (Peer peer : peers) {
                if (!peer.ended && peer.sent < each) {
                    more = true;
                    write(peer, (int) Math.min(filler.capacity(), each - peer.sent));
                }
            }
            look(Duration.ofMillis(1));
        }
    }

    /** Waits for the server to end so many, at the most so long. */
    int awaitEnded(int count, Duration most, LongSupplier nanos) throws IOException {
        long until = nanos.getAsLong() + most.toNanos();
        while (ended < count && nanos.getAsLong() - until < 0) {
            look(Duration.ofMillis(20));
        }
        return ended;
    }

    private void write(Peer peer, int count) {
        try {
            peer.sent += peer.channel.write(filler.clear().limit(count));
        } catch (IOException reset) {
            end(peer);
        }
    }

    private void look(Duration most) throws IOException {
        int ready = most.isZero() ? selector.selectNow() : selector.select(most.toMillis());
        if (ready == 0) {
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Peer peer = (Peer) key.attachment();
            try {
                if (peer.channel.read(dropped.clear()) < 0) {
                    end(peer);
                }
            } catch (IOException reset) {
                end(peer);
            }
        }
        selector.selectedKeys().clear();
    }

    private void end(Peer peer) {
        if (!peer.ended) {
            peer.ended = true;
            ended++;
            close(peer);
        }
    }

    private static void close(Peer peer) {
        try {
            peer.channel.close();
        } catch (IOException alreadyGone) {
            peer.ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        peers.forEach(Crowd::close);
        selector.close();
    }
}
