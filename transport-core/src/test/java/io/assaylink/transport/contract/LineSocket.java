// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A peer of the operating system's own: a blocking socket that speaks lines. */
public final class LineSocket implements AutoCloseable {
    private final Socket socket;
    private final Socket below;
    private final InputStream in;

    public LineSocket(Socket socket) throws IOException {
        this(socket, socket);
    }

    /** TLS over {@code below}, which a reset is about. */
    public LineSocket(Socket socket, Socket below) throws IOException {
        this.socket = socket;
        this.below = below;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(20_000);
    }

    public void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next line, without its LF; empty at the end of the stream. */
    public String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    public boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    public void end() throws IOException {
        socket.shutdownOutput();
    }

    public void reset() throws IOException {
        below.setSoLinger(true, 0);
        below.close();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
