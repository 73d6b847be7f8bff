// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ws.upgrade.HandshakeKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An HTTP server or proxy by hand: for each connection it reads a head and writes what the script says. */
final class ScriptedHttp implements AutoCloseable {
    /** What is answered to a head. */
    interface Script {
        void answer(String head, Socket socket) throws IOException;
    }

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Script script;
    /** Released when a script could not write any more: the client had hung up. */
    final CountDownLatch hungUp = new CountDownLatch(1);

    ScriptedHttp(Script script) throws IOException {
        this.script = script;
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    static ScriptedHttp answering(String answer) throws IOException {
        return new ScriptedHttp((head, socket) -> write(socket, answer));
    }

    static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The 101 to this head. */
    static String switching(String head, String more) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + HandshakeKey.accept(header(head, "sec-websocket-key")) + "\r\n" + more
                + "\r\n";
    }

    /** A header's value, empty where it is not there. */
    static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    int port() {
        return server.getLocalPort();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "scripted");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            heads.add(head.toString());
            script.answer(head.toString(), socket);
        } catch (IOException gone) {
            hungUp.countDown();
        }
    }

    boolean clientHungUp() throws InterruptedException {
        return hungUp.await(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
