// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Escapes;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.encoding.Texts;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Path;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What an edit does to the bytes that it is not about: nothing. */
class MessageEditorProperties {

    private static final int LARGEST = 64 << 10;

    @Property(tries = 10_000)
    @Label("13 (6) an edit changes only the bytes of its field")
    void onlyTheBytesOfItsFieldChange(@ForAll long seed, @ForAll("msh18") String name) {
        Random random = new Random(seed);
        Charset charset = Hl7Charset.forName(name).orElseThrow();
        Hl7Message message = Hl7Message.of(message(random, name, charset));
        Path path = new Path(
                "OBX",
                1 + random.nextInt(3),
                1 + random.nextInt(6),
                random.nextInt(4),
                1 + random.nextInt(3),
                random.nextInt(3));
        String text = Texts.text(random, charset, Texts.length(random, LARGEST));
        Hl7Message edited;
        try {
            edited = MessageEditor.of(message).set(path, text).toMessage();
        } catch (UnwritableValue refused) {
            return; // EscapesProperties says what may be refused; MessageEditorTest that nothing changes then
        }
        assertThat(edited.get(path).text()).isEqualTo(text);
        assertThat(fields(edited, path)).isEqualTo(fields(message, path));
        assertThat(around(edited, path)).isEqualTo(around(message, path));
        assertThat(MessageEditor.of(message).toMessage()).isEqualTo(message);
    }

    @Property(tries = 10_000)
    @Label("13 (6) clearing, nulling and repeating leave the rest alone")
    void otherEditsLeaveTheRestAlone(@ForAll long seed, @ForAll("msh18") String name) {
        Random random = new Random(seed);
        Charset charset = Hl7Charset.forName(name).orElseThrow();
        Hl7Message message = Hl7Message.of(message(random, name, charset));
        Path path = new Path("OBX", 1 + random.nextInt(3), 1 + random.nextInt(6), 0, 0, 0);
        int before = message.get(path).repetitions().size();
        Hl7Message cleared = MessageEditor.of(message).clear(path.toString()).toMessage();
        Hl7Message nulled = MessageEditor.of(message).setNull(path.toString()).toMessage();
        Hl7Message longer =
                MessageEditor.of(message).append(path.toString(), "+").toMessage();
        assertThat(cleared.get(path).isAbsent()).isTrue();
        assertThat(nulled.get(path).isNull()).isTrue();
        assertThat(longer.get(path).repetitions()).hasSize(before + 1);
        assertThat(longer.get(path).repetition(before + 1).bytes()).containsExactly('+');
        for (Hl7Message edited : List.of(cleared, nulled, longer)) {
            assertThat(fields(edited, path)).isEqualTo(fields(message, path));
            assertThat(around(edited, path)).isEqualTo(around(message, path));
        }
    }

    @Provide
    Arbitrary<String> msh18() {
        return Arbitraries.of("8859/1", "UNICODE UTF-8", "GB 18030-2000", "BIG-5", "SHIFT_JIS", "ISO IR87");
    }

    /** Every field but the edited one; trailing empty ones that an edit may have added are left out. */
    private static List<String> fields(Hl7Message message, Path path) {
        List<String> all = new ArrayList<>();
        int seen = 0;
        for (Segment segment : message.segments()) {
            boolean edited = segment.is("OBX") && ++seen == path.occurrence();
            List<String> fields = new ArrayList<>();
            for (int n = 1; n <= segment.fieldCount(); n++) {
                Value field = segment.field(n);
                fields.add(edited && n == path.field() ? "edited" : new String(field.bytes(), ISO_8859_1));
            }
            while (edited && !fields.isEmpty() && fields.get(fields.size() - 1).isEmpty()) {
                fields.remove(fields.size() - 1);
            }
            if (edited && path.field() > fields.size()) {
                while (fields.size() < path.field() - 1) {
                    fields.add("");
                }
                fields.add("edited");
            }
            all.add(segment.id() + fields);
        }
        return all;
    }

    /** The bytes before the edited segment and after it. */
    private static List<String> around(Hl7Message message, Path path) {
        Segment segment = message.segment("OBX", path.occurrence()).orElseThrow();
        byte[] bytes = message.toBytes();
        return List.of(
                new String(Arrays.copyOf(bytes, segment.offset()), ISO_8859_1),
                new String(Arrays.copyOfRange(bytes, segment.offset() + segment.length(), bytes.length), ISO_8859_1));
    }

    private static byte[] message(Random random, String charsetName, Charset charset) {
        Delimiters delimiters = Delimiters.of('|', "^~\\&");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] ends = {"\r", "\r\n", "\r\r", "\n\r"};
        out.writeBytes(("MSH|^~\\&|A|B|C|D|||ORU^R01|1|P|2.5||||||" + charsetName + "\r").getBytes(US_ASCII));
        for (int i = 0; i < 3; i++) {
            out.writeBytes("OBX|".getBytes(US_ASCII));
            for (int parts = random.nextInt(30); parts > 0; parts--) {
                if (random.nextInt(3) == 0) {
                    try {
                        String text = Texts.text(random, charset, random.nextInt(5));
                        out.writeBytes(Escapes.encode(text, delimiters, charset));
                    } catch (UnwritableValue refused) {
                        out.write('r');
                    }
                } else {
                    out.write("|||^~&".charAt(random.nextInt(6)));
                }
            }
            out.writeBytes((random.nextBoolean() ? "|" : "").getBytes(US_ASCII));
            out.writeBytes(ends[random.nextInt(ends.length)].getBytes(US_ASCII));
        }
        return out.toByteArray();
    }
}
