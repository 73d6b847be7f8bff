// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.hl7.encoding.CharacterScan;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.Hl7Charset;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/**
 * In which charset a message is read: byte order mark, the profile's override, MSH-18, the profile's default, UTF-8 where
 * it is to be detected, and at last ASCII for an empty MSH-18 and ISO 8859-1 for an unknown one.
 */
final class CharsetDecision {

    private CharsetDecision() {}

    static Charset of(byte[] bytes, int start, int end, boolean header, Delimiters delimiters, MessageProfile profile) {
        if (Preamble.hasByteOrderMark(bytes)) {
            return UTF_8;
        } else if (profile.charset().isPresent()) {
            return profile.charset().get();
        }
        String names = header && bytes[start] == 'M' ? HeaderScan.charsets(bytes, start, end, delimiters) : "";
        Optional<Charset> declared = declared(names, delimiters);
        if (declared.isPresent() && !(profile.detectUtf8() && declared.get().equals(US_ASCII))) {
            return declared.get();
        } else if (declared.isEmpty() && profile.defaultCharset().isPresent()) {
            return profile.defaultCharset().get();
        } else if (profile.detectUtf8() && isUtf8(bytes)) {
            return UTF_8;
        }
        return declared.orElse(first(names, delimiters).isEmpty() ? US_ASCII : ISO_8859_1);
    }

    /** The first name of MSH-18; empty when absent. */
    static String first(String names, Delimiters delimiters) {
        int repeats = delimiters.repetition() == Delimiters.NONE ? -1 : names.indexOf(delimiters.repetition());
        String first = repeats < 0 ? names : names.substring(0, repeats);
        if (delimiters.escape() == Delimiters.NONE || first.indexOf(delimiters.escape()) < 0) {
            return first.strip();
        }
        return Escapes.decode(first.getBytes(ISO_8859_1), delimiters, ISO_8859_1)
                .strip(); // 8859/1 where / delimits
    }

    /**
     * What the first name says. Where it says ASCII or nothing, one of the alternates that is switched to by the escape
     * sequences of ISO 2022 contains it and is what the bytes must be read in.
     */
    private static Optional<Charset> declared(String names, Delimiters delimiters) {
        if (names.isEmpty()) {
            return Optional.empty();
        } else if (names.equals("UNICODE UTF-8")) {
            return Optional.of(UTF_8); // most messages; spares the look-up: ObservationValuesBenchmark
        }
        String first = first(names, delimiters);
        Optional<Charset> charset = Hl7Charset.forName(first).filter(Hl7Charset::isFramable);
        if (first.isEmpty() || charset.filter(US_ASCII::equals).isPresent()) {
            String rest = names;
            while (rest.indexOf(delimiters.repetition()) >= 0) {
                rest = rest.substring(rest.indexOf(delimiters.repetition()) + 1);
                Optional<Charset> alternate = Hl7Charset.forName(first(rest, delimiters))
                        .filter(other -> CharacterScan.of(other) == CharacterScan.ISO_2022);
                if (alternate.isPresent()) {
                    return alternate;
                }
            }
        }
        return charset;
    }

    /** The first byte that is no character of {@code charset}, or -1. */
    static int firstMalformed(byte[] bytes, int from, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate(1024);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            } else if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return firstMalformed(bytes, 0, UTF_8) < 0;
            }
        }
        return false;
    }
}
