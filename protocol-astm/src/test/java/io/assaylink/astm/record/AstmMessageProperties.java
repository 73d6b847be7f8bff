// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for all bytes that may be taken for records. */
class AstmMessageProperties {

    /** Text made of what hurts: delimiters, line ends, record types, bytes of wide characters. */
    @Provide
    Arbitrary<byte[]> records() {
        return Arbitraries.of(
                        'H', '|', '\\', '^', '&', 'X', 'F', '4', '\r', '\n', 'R', 'L', 'P', 'O', 'C', '\u0081',
                        '\u00FF')
                .list()
                .ofMaxSize(80)
                .map(AstmMessageProperties::toBytes);
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("ISO-8859-1", "UTF-8", "GBK", "GB18030", "Shift_JIS", "Big5", "ISO-2022-JP")
                .map(Charset::forName);
    }

    @Property(tries = 10_000)
    @Label("A25 any bytes are readable everywhere and come back as they were")
    void anyBytesAreReadable(@ForAll("records") byte[] bytes, @ForAll("charsets") Charset charset) {
        AstmMessage message = AstmMessage.of(bytes.clone(), charset);
        for (AstmRecord record : message.records()) {
            assertThat(message.parentOf(record.index())).isBetween(-1, record.index() - 1);
            for (int field = 1; field <= record.fieldCount() + 1; field++) {
                for (int repeat = 1; repeat <= record.repeatCount(field) + 1; repeat++) {
                    for (int component = 1; component <= record.componentCount(field, repeat) + 1; component++) {
                        assertThat(record.field(field, repeat, component)).isNotNull();
                    }
                }
            }
        }
        message.errors().forEach(error -> assertThat(error.offset()).isBetween(0, bytes.length));
        assertThat(message.toBytes()).isEqualTo(bytes);
    }

    @Property(tries = 10_000)
    void fieldsJoinedAreTheRecord(@ForAll("records") byte[] bytes) {
        for (AstmRecord record : AstmMessage.of(bytes).records()) {
            StringBuilder joined = new StringBuilder(record.rawField(1));
            for (int field = 2; field <= record.fieldCount(); field++) {
                joined.append(record.delimiters().field()).append(record.rawField(field));
            }
            assertThat(joined).hasToString(record.raw());
        }
    }

    @Property(tries = 10_000)
    void thePartsOfAFileAreTheFile(@ForAll("records") byte[] file) {
        int at = 0;
        for (AstmMessages.Part part : AstmMessages.split(file)) {
            assertThat(part.offset()).isEqualTo(at);
            if (part instanceof AstmMessages.Part.Whole whole) {
                assertThat(whole.message().toBytes()).isEqualTo(Arrays.copyOfRange(file, at, at + part.size()));
            }
            at += part.size();
        }
        assertThat(at).isEqualTo(file.length);
    }

    @Property(tries = 10_000)
    void whatIsWrittenReadsTheSame(@ForAll List<@net.jqwik.api.From("data") String> fields) {
        AstmMessage message = new AstmWriter(Delimiters.of("!~^&"), StandardCharsets.UTF_8)
                .header()
                .record('C', fields.toArray(new String[0]))
                .record('L', "1")
                .toMessage();
        for (int i = 0; i < fields.size(); i++) {
            assertThat(message.record(1).field(i + 2)).isEqualTo(fields.get(i));
        }
    }

    @Provide
    Arbitrary<String> data() {
        return Arbitraries.strings().withChars("!~^&|FSREX0 aé山").ofMaxLength(12);
    }

    private static byte[] toBytes(List<Character> characters) {
        byte[] bytes = new byte[characters.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (char) characters.get(i);
        }
        return bytes;
    }
}
