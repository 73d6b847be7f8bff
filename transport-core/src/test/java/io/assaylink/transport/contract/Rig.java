// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import io.assaylink.transport.Connection;
import java.io.IOException;

/** One connection under test and a peer that is scripted below the transport: bytes, not messages. */
public interface Rig<M> extends AutoCloseable {

    Connection<M> connection();

    M message(String text);

    String text(M message);

    /** Sends one whole message. */
    void peerSends(String text) throws IOException;

    /** Sends the beginning of a message of at least 64 characters; its text so far is {@code text}. */
    void peerBegins(String text) throws IOException;

    /** Sends the rest of it. */
    void peerFinishes(String rest) throws IOException;

    /** Ends in order. */
    void peerEnds() throws IOException;

    /** Ends with a reset. */
    void peerResets() throws IOException;

    /** The text of the next message that the peer got. */
    String peerReceives() throws IOException;

    /** True when the peer has seen the end of the stream, in order. */
    boolean peerSeesTheEnd() throws IOException;

    @Override
    void close() throws IOException;
}
