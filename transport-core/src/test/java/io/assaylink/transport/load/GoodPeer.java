// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A peer that asks and gets its answers, and knows how long each took. */
final class GoodPeer implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final List<Long> nanos = new ArrayList<>();
    private int asked;

    GoodPeer(InetSocketAddress server) throws IOException {
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        socket.connect(server, 20_000);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Asks, and throws where the answer is another one or does not come. */
    void ask() {
        try {
            begin(1000, 1000);
            finish(1000, 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The same, for whoever wants to know whether that is enough. */
    boolean askOnce() {
        ask();
        return false;
    }

    /** Sends the header and the first bytes of a block. */
    void begin(int size, int first) throws IOException {
        asked++;
        byte[] head = ByteBuffer.allocate(4 + first).putInt(size).array();
        Arrays.fill(head, 4, head.length, (byte) asked);
        nanos.add(System.nanoTime());
        socket.getOutputStream().write(head);
    }

    /** Sends the rest of it, and reads the answer. */
    void finish(int size, int rest) throws IOException {
        send(rest);
        int length = in.readInt();
        byte[] answer = new byte[size];
        in.readFully(answer);
        nanos.add(System.nanoTime() - nanos.remove(nanos.size() - 1));
        byte[] wanted = new byte[size];
        Arrays.fill(wanted, (byte) asked);
        if (length != size || !Arrays.equals(answer, wanted)) {
            throw new IOException("a wrong answer");
        }
    }

    /** More of a block that began. */
    void send(int count) throws IOException {
        byte[] more = new byte[count];
        Arrays.fill(more, (byte) asked);
        socket.getOutputStream().write(more);
    }

    /** Ends with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** True where the server ends it, within 20 s. */
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException lives) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    int answered() {
        return nanos.size();
    }

    /** Of the answers since the last call: the time that this share of them did not exceed, in microseconds. */
    long[] microsOf(double... shares) {
        List<Long> sorted = new ArrayList<>(nanos);
        nanos.clear();
        Collections.sort(sorted);
        return Arrays.stream(shares)
                .mapToLong(share ->
                        sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size()))) / 1000)
                .toArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
