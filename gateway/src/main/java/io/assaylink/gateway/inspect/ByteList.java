// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.inspect;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A capture that a serial logger wrote as a JSON list of byte values, or of lists of them. */
final class ByteList {
    private static final JsonFactory JSON = new JsonFactory();

    private ByteList() {}

    static boolean isByteList(byte[] file) {
        return file.length > 1 && file[0] == '[' && bytes(file).length > 0;
    }

    /** The bytes; empty where the file is something else. */
    static byte[] bytes(byte[] file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), file)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    int value = parser.getIntValue();
                    if (value < 0 || value > 255) {
                        return new byte[0];
                    }
                    bytes.write(value);
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    return new byte[0];
                }
            }
        } catch (JacksonException e) {
            return new byte[0];
        }
        return bytes.toByteArray();
    }
}
