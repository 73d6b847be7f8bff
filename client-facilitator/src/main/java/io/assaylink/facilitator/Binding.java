// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.handler.EventHandler;
import io.assaylink.facilitator.handler.RequestHandler;
import io.assaylink.facilitator.handler.RequestRefusedException;
import io.assaylink.facilitator.handler.TypedEventHandler;
import io.assaylink.facilitator.handler.TypedRequestHandler;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Data of messages as records. The envelope was read in one look, which told the type; this is the one bind. Unknown fields
 * are ignored, as everywhere in the protocol. That no name stands twice was seen in that look, at any depth: it is not looked
 * for again.
 */
final class Binding {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(1000)
                            .build())
                    .build())
            .build();

    private Binding() {}

    static <T> RequestHandler request(Class<T> type, TypedRequestHandler<T> handler) {
        ObjectReader reader = JSON.readerFor(type);
        return request -> JSON.writeValueAsBytes(handler.handle(read(reader, type, request.data()), request));
    }

    static <T> EventHandler event(Class<T> type, TypedEventHandler<T> handler) {
        ObjectReader reader = JSON.readerFor(type);
        return event -> handler.handle(read(reader, type, event.data()), event);
    }

    private static <T> T read(ObjectReader reader, Class<T> type, byte[] data) throws RequestRefusedException {
        Object value;
        try {
            value = reader.readValue(data);
        } catch (JacksonException unfit) { // its message may hold values: the place must do
            throw refused(pointer(unfit));
        }
        if (value == null) {
            throw refused("/ is null");
        }
        return type.cast(value);
    }

    private static RequestRefusedException refused(String detail) {
        return new RequestRefusedException(
                new Problem("schema.invalid", "data do not match what is wanted", false, Duration.ZERO, detail));
    }

    private static String pointer(JacksonException unfit) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : unfit.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/').append(name == null ? Integer.toString(step.getIndex()) : name);
        }
        return pointer.isEmpty() ? "/" : pointer.toString();
    }
}
