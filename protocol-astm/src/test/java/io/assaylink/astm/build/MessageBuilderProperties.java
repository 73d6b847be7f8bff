// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.AstmWriter;
import io.assaylink.astm.record.Delimiters;
import io.assaylink.astm.record.UnwritableText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written reads the same, and what was read can be written again. */
class MessageBuilderProperties {

    @Provide
    Arbitrary<List<List<List<String>>>> fields() {
        Arbitrary<String> component =
                Arbitraries.strings().withChars("|\\^&!~`FSREX09 aé乗亅乛予倒\t").ofMaxLength(8);
        return component
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Delimiters> delimiters() {
        return Arbitraries.of("|\\^&", "|`^&", "!~^&", "@^\\|").map(Delimiters::of);
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("UTF-8", "GBK", "GB18030").map(Charset::forName);
    }

    @Property(tries = 10_000)
    @Label("writer to reader: every component comes back, and the bytes written from them are the same")
    void whatIsWrittenReadsTheSame(
            @ForAll("fields") List<List<List<String>>> fields,
            @ForAll("delimiters") Delimiters delimiters,
            @ForAll("charsets") Charset charset) {
        AstmMessage written = write(fields, delimiters, charset);
        AstmRecord record = written.record(1);
        for (int f = 0; f < fields.size(); f++) {
            List<List<String>> repeats = fields.get(f);
            for (int r = 0; r < repeats.size(); r++) {
                for (int c = 0; c < repeats.get(r).size(); c++) {
                    assertThat(record.field(f + 3, r + 1, c + 1))
                            .isEqualTo(repeats.get(r).get(c));
                }
            }
        }
        AstmMessage read = AstmMessage.of(written.toBytes(), charset);
        assertThat(write(read(read.record(1)), read.delimiters(), charset)).isEqualTo(written);
    }

    private static AstmMessage write(List<List<List<String>>> fields, Delimiters delimiters, Charset charset) {
        return MessageBuilder.of(delimiters, charset)
                .header(h -> {})
                .record('M', record -> {
                    for (int f = 0; f < fields.size(); f++) {
                        List<String> repeats = new ArrayList<>();
                        for (List<String> repeat : fields.get(f)) {
                            RecordFields one = record.set(f + 3, repeat.toArray(new String[0]));
                            repeats.add(one.written().get(f));
                        }
                        record.raw(f + 3, String.join(String.valueOf(delimiters.repeat()), repeats));
                    }
                })
                .end();
    }

    private static List<List<List<String>>> read(AstmRecord record) {
        List<List<List<String>>> fields = new ArrayList<>();
        for (int f = 3; f <= record.fieldCount(); f++) {
            List<List<String>> repeats = new ArrayList<>();
            for (int r = 1; r <= record.repeatCount(f); r++) {
                List<String> components = new ArrayList<>();
                for (int c = 1; c <= record.componentCount(f, r); c++) {
                    components.add(record.field(f, r, c));
                }
                repeats.add(components);
            }
            fields.add(repeats);
        }
        return fields;
    }

    @Property(tries = 10_000)
    @Label("A24 any text is written as it is or refused with its place; nothing is replaced")
    void anyTextIsWrittenOrRefused(@ForAll String text) {
        MessageBuilder builder = MessageBuilder.of(StandardCharsets.ISO_8859_1).header(h -> {});
        try {
            AstmMessage message = builder.patient(p -> p.field(6, text)).end();
            assertThat(message.record(1).field(6, 1)).isEqualTo(text);
        } catch (UnwritableText refused) {
            String field = new AstmWriter(Delimiters.standard(), StandardCharsets.ISO_8859_1).components(text);
            char c = field.charAt(refused.offset()); // escapes included
            assertThat(c < ' ' || c == 127 || c > 255).isTrue();
            assertThat(refused.field()).isEqualTo(6);
        }
    }
}
