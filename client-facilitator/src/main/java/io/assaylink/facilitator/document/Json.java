// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A document being written, and the members that all documents share. An empty text is written as null. */
final class Json implements AutoCloseable {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes;
    final JsonGenerator out;

    Json(int expectedBytes) {
        bytes = new ByteArrayOutputStream(expectedBytes);
        out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);
        out.writeStartObject();
    }

    void text(String name, String value) {
        if (value.isEmpty()) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, value);
        }
    }

    void texts(String name, Iterable<String> values) {
        out.writeArrayPropertyStart(name);
        values.forEach(out::writeString);
        out.writeEndArray();
    }

    void head(String format, byte[] message, Instant receivedAt, InstrumentInfo instrument) {
        out.writeStringProperty("format", format);
        out.writeStringProperty("messageId", "sha256:" + sha256(message));
        out.writeStringProperty("receivedAt", receivedAt.toString());
        out.writeObjectPropertyStart("instrument");
        text("id", instrument.id());
        text("vendor", instrument.vendor());
        text("model", instrument.model());
        text("serial", instrument.serial());
        text("software", instrument.software());
        text("profile", instrument.profile());
        out.writeEndObject();
    }

    void protocol(Protocol protocol) {
        out.writeObjectPropertyStart("protocol");
        out.writeStringProperty("name", protocol.name());
        text("version", protocol.version());
        text("mode", protocol.mode());
        text("controlId", protocol.controlId());
        text("sender", protocol.sender());
        out.writeEndObject();
    }

    void tail(int size, List<Diagnostic> diagnostics) {
        out.writeObjectPropertyStart("raw");
        out.writeNullProperty("ref"); // the journal gives messages their reference
        out.writeNumberProperty("bytes", size);
        out.writeEndObject();
        out.writeArrayPropertyStart("diagnostics");
        for (Diagnostic diagnostic : diagnostics) {
            out.writeStartObject();
            out.writeStringProperty("code", diagnostic.code());
            text("at", diagnostic.at());
            out.writeStringProperty("hint", diagnostic.hint());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    byte[] end() {
        out.writeEndObject();
        out.close();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        out.close();
    }

    /** When even the lossless document cannot be written: the message's bytes as they are, so that nothing blocks. */
    static Document bytes(
            String format,
            String protocol,
            byte[] message,
            Instant receivedAt,
            InstrumentInfo instrument,
            Diagnostic why) {
        try (Json json = new Json(message.length * 2 + 512)) {
            json.head(format, message, receivedAt, instrument);
            json.protocol(new Protocol(protocol, "", "", "", ""));
            json.out.writeStringProperty("rawBase64", Base64.getEncoder().encodeToString(message));
            json.tail(message.length, List.of(why));
            return new Document(Document.MESSAGE, format, json.end());
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
