// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import io.assaylink.facilitator.Frames;
import io.assaylink.transport.ws.WebSocketMessage;
import java.util.Optional;

/** Frames of the facilitator protocol as WebSocket text messages. */
public enum HubFrames implements Frames<WebSocketMessage> {
    INSTANCE;

    /** The WebSocket subprotocol of the facilitator protocol, version 1. */
    public static final String SUBPROTOCOL = "assaylink.facilitator.v1";
    /** The path of the endpoint, by convention. */
    public static final String PATH = "/v1/facilitator";

    @Override
    public WebSocketMessage text(byte[] utf8) {
        return WebSocketMessage.text(utf8);
    }

    @Override
    public Optional<byte[]> utf8(WebSocketMessage message) {
        return message.isText() ? Optional.of(message.bytes()) : Optional.empty();
    }
}
