// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import io.assaylink.facilitator.envelope.EnvelopeException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** What another parser, as strict as it can be set, makes of the same bytes. */
final class JacksonOracle {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonScanner.MAX_DEPTH)
                    .maxNumberLength(JsonScanner.MAX_DIGITS)
                    .maxNameLength(JsonScanner.MAX_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** A fault, or what was read: names and strings as they are meant, numbers as they are written, and their places. */
    record Verdict(Optional<Code> fault, List<String> read) {}

    private JacksonOracle() {}

    static Verdict verdict(byte[] frame) {
        List<String> read = new ArrayList<>();
        return fault(frame, read)
                .map(code -> new Verdict(Optional.of(code), List.of()))
                .orElseGet(() -> new Verdict(Optional.empty(), read));
    }

    private static Optional<Code> fault(byte[] frame, List<String> read) {
        if (Utf8.firstBroken(frame) >= 0) {
            return Optional.of(Code.ENVELOPE_UTF8);
        }
        int first = space(frame, 0);
        if (first == frame.length || frame[first] != '{') {
            return Optional.of(Code.ENVELOPE_NOT_OBJECT);
        }
        if (first + 1 < frame.length && frame[first + 1] == 0) {
            return Optional.of(Code.ENVELOPE_JSON); // else it takes the bytes for UTF-16
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), frame, 0, frame.length)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                read.add(told(token, parser));
            } while (depth > 0);
            int end = space(frame, (int) parser.currentLocation().getByteOffset());
            return end < frame.length ? Optional.of(Code.ENVELOPE_TRAILING) : Optional.empty();
        } catch (StreamConstraintsException bound) {
            boolean depth = bound.getOriginalMessage().contains("nesting depth");
            return Optional.of(depth ? Code.ENVELOPE_NESTING : Code.ENVELOPE_CONSTRAINT);
        } catch (JacksonException broken) {
            boolean twice = broken.getOriginalMessage().startsWith("Duplicate");
            return Optional.of(twice ? Code.ENVELOPE_DUPLICATE_KEY : Code.ENVELOPE_JSON);
        }
    }

    private static String told(JsonToken token, JsonParser parser) {
        if (token.isStructEnd()) {
            return "end";
        }
        if (token == JsonToken.PROPERTY_NAME) {
            return "name " + parser.currentName();
        }
        long from = parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
            return "begin " + from;
        }
        String text = parser.getString();
        parser.finishToken();
        return "value " + text + " " + from + " to " + parser.currentLocation().getByteOffset();
    }

    private static int space(byte[] frame, int from) {
        int at = from;
        while (at < frame.length && " \t\n\r".indexOf(frame[at]) >= 0) {
            at++;
        }
        return at;
    }
}
