// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Connection;
import io.assaylink.transport.contract.Rig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Parts of a message are parts of one large frame of 128 characters: progress inside a frame is what they test. */
final class WebSocketRig implements Rig<WebSocketMessage> {
    private final Connection<WebSocketMessage> connection;
    private final FrameSocket peer;
    private final Runnable release;
    private boolean begun;

    WebSocketRig(Connection<WebSocketMessage> connection, FrameSocket peer, Runnable release) {
        this.connection = connection;
        this.peer = peer;
        this.release = release;
    }

    @Override
    public Connection<WebSocketMessage> connection() {
        return connection;
    }

    @Override
    public WebSocketMessage message(String text) {
        return WebSocketMessage.text(text);
    }

    @Override
    public String text(WebSocketMessage message) {
        return new String(message.bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void peerSends(String text) throws IOException {
        peer.text(text);
    }

    @Override
    public void peerBegins(String text) throws IOException {
        begun = true;
        peer.write(peer.frame(0x81, text.length() + 4, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void peerFinishes(String rest) throws IOException {
        begun = false;
        peer.write(rest);
    }

    @Override
    public void peerEnds() throws IOException {
        if (!begun) {
            peer.sendClose(1000);
        }
        peer.end();
    }

    @Override
    public void peerResets() throws IOException {
        peer.reset();
    }

    @Override
    public String peerReceives() throws IOException {
        return peer.read().text();
    }

    @Override
    public boolean peerSeesTheEnd() throws IOException {
        return peer.read().closeCode() == 1000;
    }

    @Override
    public void close() throws IOException {
        peer.close();
        release.run();
    }
}
