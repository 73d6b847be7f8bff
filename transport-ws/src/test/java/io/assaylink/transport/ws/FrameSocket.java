// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ws.upgrade.HandshakeKey;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A scripted peer on a blocking socket, written apart from the code under test: frames by hand, client or server. */
final class FrameSocket implements AutoCloseable {
    private final Socket socket;
    private final Socket below;
    private final DataInputStream in;
    private final boolean client;

    FrameSocket(Socket socket, boolean client) throws IOException {
        this(socket, socket, client);
    }

    /** TLS over {@code below}, which a reset is about. */
    FrameSocket(Socket socket, Socket below, boolean client) throws IOException {
        this.socket = socket;
        this.below = below;
        this.client = client;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        socket.setSoTimeout(20_000);
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The head of an HTTP message, up to and without its empty line. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    void upgradeAsServer(String more) throws IOException {
        answerUpgrade(head(), "", more);
    }

    /** With more headers, each with its line end. */
    void answerUpgrade(String request, String headers) throws IOException {
        answerUpgrade(request, headers, "");
    }

    private void answerUpgrade(String request, String headers, String more) throws IOException {
        String key = request.lines()
                .filter(line -> line.regionMatches(true, 0, "sec-websocket-key:", 0, 18))
                .findFirst()
                .orElseThrow()
                .substring(18)
                .trim();
        write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + HandshakeKey.accept(key) + "\r\n" + headers + "\r\n" + more);
    }

    String upgradeAsClient(String path, String more) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + more + "\r\n");
        return head();
    }

    /** Flags and opcode, announced length, then what there is of the payload, masked where the client has to. */
    byte[] frame(int flags, long length, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(flags);
        int mask = client ? 0x80 : 0;
        if (length <= 125) {
            frame.write(mask | (int) length);
        } else if (length <= 0xFFFF) {
            frame.write(mask | 126);
            frame.write((int) length >> 8);
            frame.write((int) length);
        } else {
            frame.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) (length >> shift));
            }
        }
        if (client) {
            frame.writeBytes(new byte[] {0, 0, 0, 0}); // a key all the same, and the payload stays readable
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    void text(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        write(frame(0x81, payload.length, payload));
    }

    void sendClose(int code) throws IOException {
        write(frame(0x88, 2, new byte[] {(byte) (code >> 8), (byte) code}));
    }

    /** A frame from the other side. */
    record Frame(int flags, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    Frame read() throws IOException {
        int flags = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] key = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(key);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new Frame(flags, payload);
    }

    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    void end() throws IOException {
        if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    void reset() throws IOException {
        below.setSoLinger(true, 0);
        below.close();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
