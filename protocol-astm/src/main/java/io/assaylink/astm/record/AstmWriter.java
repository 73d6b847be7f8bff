// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;

/**
 * Writes a message record by record, by the writing rules of E1394: delimiters in data are escaped, trailing empty fields
 * left out, each record ended with CR. Not thread-safe.
 */
public final class AstmWriter {

    private final Delimiters delimiters;
    private final Charset charset;
    private final StringBuilder text = new StringBuilder(256);

    /** A writer for a link with these delimiters and this character set. */
    public AstmWriter(Delimiters delimiters, Charset charset) {
        this.delimiters = delimiters;
        this.charset = charset;
    }

    /** H: the type and the delimiters are written, {@code fields} go from field 3 on. */
    public AstmWriter header(String... fields) {
        text.append('H')
                .append(delimiters.field())
                .append(delimiters.repeat())
                .append(delimiters.component())
                .append(delimiters.escape());
        return end(fields);
    }

    /** Any other record: {@code fields} go from field 2 on. */
    public AstmWriter record(char type, String... fields) {
        text.append(type);
        return end(fields);
    }

    /** A field of components, for {@link #raw}: each is escaped, trailing empty ones are left out. */
    public String components(String... components) {
        StringBuilder field = new StringBuilder();
        int last = lastFilled(components);
        for (int i = 0; i <= last; i++) {
            if (i > 0) {
                field.append(delimiters.component());
            }
            Escapes.escape(components[i], delimiters, field);
        }
        return field.toString();
    }

    /** A record whose fields from 2 on are written as they are: escaped already, or made by {@link #components}. */
    public AstmWriter raw(char type, List<String> fields) {
        text.append(type);
        int last = lastFilled(fields.toArray(new String[0]));
        for (int i = 0; i <= last; i++) {
            text.append(delimiters.field()).append(checked(fields.get(i)));
        }
        text.append('\r');
        return this;
    }

    private AstmWriter end(String... fields) {
        int last = lastFilled(fields);
        for (int i = 0; i <= last; i++) {
            text.append(delimiters.field());
            Escapes.escape(checked(fields[i]), delimiters, text);
        }
        text.append('\r');
        return this;
    }

    private static int lastFilled(String... fields) {
        int last = fields.length - 1;
        while (last >= 0 && fields[last].isEmpty()) {
            last--;
        }
        return last;
    }

    /** E1381 6.3.1.1: characters that may stand in no frame. */
    private static String checked(String field) {
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < ' ' && field.charAt(i) != '\t') {
                throw new IllegalArgumentException("control character at " + i + " of a field");
            }
        }
        return field;
    }

    /**
     * The message written so far.
     *
     * @throws IllegalArgumentException if the character set lacks one of its characters: nothing is replaced by {@code ?}
     */
    public AstmMessage toMessage() {
        try {
            ByteBuffer bytes = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return AstmMessage.of(exact, charset);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a character that " + charset.name() + " does not have");
        }
    }
}
