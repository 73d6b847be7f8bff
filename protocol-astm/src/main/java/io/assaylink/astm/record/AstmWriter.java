// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import io.assaylink.astm.record.UnwritableText.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a message record by record, by the writing rules of E1394: delimiters in data are escaped, trailing empty fields
 * left out, each record ended with CR. What may not go on the wire is refused by {@link UnwritableText} when it is given,
 * never replaced. Not thread-safe.
 *
 * <p>It knows no levels and no sequence numbers: {@code io.assaylink.astm.build.MessageBuilder} does.
 */
public final class AstmWriter {

    private static final String ALLOWED_CONTROLS = "\u0007\t\u000B\f";
    private static final char DELETE = 127;
    private static final String ASCII = ALLOWED_CONTROLS
            + IntStream.range(' ', DELETE).mapToObj(Character::toString).collect(Collectors.joining());
    /** What a decoder gives for bytes that are no characters: written it would stand for other bytes. */
    private static final char UNREADABLE = '\uFFFD';

    private final Delimiters delimiters;
    private final Charset charset;
    private final CharsetEncoder encoder;
    /** The character set has all of ASCII: text in ASCII needs no question to the encoder. */
    private final boolean encodesAscii;

    private final StringBuilder text = new StringBuilder(256);
    private int records;

    /**
     * A writer for a link with these delimiters and this character set.
     *
     * @throws IllegalArgumentException if a header left no delimiter for repeats or components
     */
    public AstmWriter(Delimiters delimiters, Charset charset) {
        if (delimiters.repeat() == 0 || delimiters.component() == 0) {
            throw new IllegalArgumentException("no delimiter for repeats or components");
        }
        this.delimiters = delimiters;
        this.charset = charset;
        this.encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.encodesAscii = encoder.canEncode(ASCII);
    }

    /** H: the type and the delimiters are written, {@code fields} go from field 3 on. */
    public AstmWriter header(String... fields) {
        return write('H', 3, escaped('H', 3, Arrays.asList(fields)));
    }

    /** As {@link #header} with fields that are written as they are: escaped already, or made by {@link #components}. */
    public AstmWriter rawHeader(List<String> fields) {
        return write('H', 3, fields);
    }

    /** Any other record: {@code fields} go from field 2 on. */
    public AstmWriter record(char type, String... fields) {
        return write(type, 2, escaped(type, 2, Arrays.asList(fields)));
    }

    /** A record whose fields from 2 on are written as they are: escaped already, or made by {@link #components}. */
    public AstmWriter raw(char type, List<String> fields) {
        return write(type, 2, fields);
    }

    /** A field of components, for {@link #raw}: each is escaped, trailing empty ones are left out. */
    public String components(String... components) {
        StringBuilder field = new StringBuilder();
        int last = lastFilled(Arrays.asList(components));
        for (int i = 0; i <= last; i++) {
            if (i > 0) {
                field.append(delimiters.component());
            }
            if (delimiters.escape() == 0) {
                refuseDelimiters('?', 0, components[i]);
            }
            Escapes.escape(components[i], delimiters, field);
        }
        return field.toString();
    }

    /** A field of repeats made by {@link #components}, each in its place, empty ones too. */
    public String repeats(List<String> repeats) {
        return String.join(String.valueOf(delimiters.repeat()), repeats);
    }

    private List<String> escaped(char type, int firstField, List<String> fields) {
        List<String> written = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            check(type, firstField + i, fields.get(i));
            if (delimiters.escape() == 0) {
                refuseDelimiters(type, firstField + i, fields.get(i));
            }
            StringBuilder field = new StringBuilder();
            Escapes.escape(fields.get(i), delimiters, field);
            written.add(field.toString());
        }
        return written;
    }

    /** All is checked before anything is written: a refused record leaves the message as it was. */
    private AstmWriter write(char type, int firstField, List<String> fields) {
        int last = lastFilled(fields);
        for (int i = 0; i <= last; i++) {
            check(type, firstField + i, fields.get(i));
        }
        text.append(type);
        if (type == 'H' && firstField == 3) {
            text.append(delimiters.field()).append(delimiters.repeat()).append(delimiters.component());
            if (delimiters.escape() != 0) {
                text.append(delimiters.escape());
            }
        }
        for (int i = 0; i <= last; i++) {
            text.append(delimiters.field()).append(fields.get(i));
        }
        text.append('\r');
        records++;
        return this;
    }

    private static int lastFilled(List<String> fields) {
        int last = fields.size() - 1;
        while (last >= 0 && fields.get(last).isEmpty()) {
            last--;
        }
        return last;
    }

    private void check(char type, int field, String data) {
        boolean ascii = encodesAscii;
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            ascii &= c < DELETE;
            if (c == DELETE || (c < ' ' && ALLOWED_CONTROLS.indexOf(c) < 0)) {
                throw new UnwritableText(Reason.RESTRICTED_CHAR, type, records, field, i);
            } else if (c == UNREADABLE) {
                throw new UnwritableText(Reason.UNMAPPABLE, type, records, field, i);
            }
        }
        if (!ascii && !encoder.canEncode(data)) { // else a quarter more time: AstmRecordBenchmark
            int at = 0;
            while (at < data.length()) {
                int next = data.offsetByCodePoints(at, 1);
                if (!encoder.canEncode(data.substring(at, next))) {
                    break;
                }
                at = next;
            }
            throw new UnwritableText(Reason.UNMAPPABLE, type, records, field, at);
        }
    }

    private void refuseDelimiters(char type, int field, String data) {
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == delimiters.field() || c == delimiters.repeat() || c == delimiters.component()) {
                throw new UnwritableText(Reason.NO_ESCAPE, type, records, field, i);
            }
        }
    }

    /** The message written so far. */
    public AstmMessage toMessage() {
        try {
            ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return AstmMessage.of(exact, charset);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("every field was checked for " + charset.name());
        }
    }
}
