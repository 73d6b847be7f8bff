// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.transport.Transport;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;

/** The protocol's own binding: one WebSocket, subprotocol {@value #SUBPROTOCOL}. */
public final class HubTransport {
    public static final String SUBPROTOCOL = "assaylink.facilitator.v1";
    /** Where a hub listens by convention. */
    public static final String PATH = "/v1/facilitator";

    private HubTransport() {}

    /** A transport to this hub; closed by the caller after the client. */
    public static WebSocketTransport webSocket(ClientOptions options, URI hub, Credentials credentials) {
        return webSocket(options, hub, credentials, WebSocketOptions.defaults());
    }

    /** The same with own timeouts, trust or event loops; {@code base}'s headers and subprotocol are replaced. */
    public static WebSocketTransport webSocket(
            ClientOptions options, URI hub, Credentials credentials, WebSocketOptions base) {
        return new WebSocketTransport(hub, options.receiveLimits(), spoken(base).withHeaders(credentials::headers));
    }

    /** The same for a hub that asks for a signed challenge; {@code base}'s headers and subprotocol are replaced. */
    public static Transport<WebSocketMessage> signed(
            ClientOptions options, URI hub, SignedChallenge credentials, WebSocketOptions base) {
        return new ChallengedTransport(hub, options.receiveLimits(), spoken(base), credentials);
    }

    /** A {@code hello} that is given up must not come late: it would take the place of the next, and that one ends with 4409. */
    private static WebSocketOptions spoken(WebSocketOptions base) {
        return base.withSubprotocol(SUBPROTOCOL).withLink(base.link().withResetAtBound(true));
    }
}
