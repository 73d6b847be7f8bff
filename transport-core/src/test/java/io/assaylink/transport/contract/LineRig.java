// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import io.assaylink.transport.Connection;
import java.io.IOException;

/**
 * A stream transport that speaks lines, and a socket of the operating system at its other end.
 *
 * @param release gives back whatever else the test holds; runs last
 */
public record LineRig(Connection<String> connection, LineSocket peer, Runnable release) implements Rig<String> {

    @Override
    public String message(String text) {
        return text;
    }

    @Override
    public String text(String message) {
        return message;
    }

    @Override
    public void peerSends(String text) throws IOException {
        peer.write(text + "\n");
    }

    @Override
    public void peerBegins(String text) throws IOException {
        peer.write(text);
    }

    @Override
    public void peerFinishes(String rest) throws IOException {
        peer.write(rest + "\n");
    }

    @Override
    public void peerEnds() throws IOException {
        peer.end();
    }

    @Override
    public void peerResets() throws IOException {
        peer.reset();
    }

    @Override
    public String peerReceives() throws IOException {
        return peer.read();
    }

    @Override
    public boolean peerSeesTheEnd() throws IOException {
        return peer.atEnd();
    }

    @Override
    public void close() throws IOException {
        peer.close();
        release.run();
    }
}
