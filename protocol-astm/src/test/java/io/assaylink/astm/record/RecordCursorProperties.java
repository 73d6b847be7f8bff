// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A cursor reads what the records of the message read, whatever the bytes are. */
class RecordCursorProperties {

    /** Pieces that make headers of many kinds, blank lines and wide characters likely. */
    @Provide
    Arbitrary<byte[]> records() {
        return Arbitraries.of(
                        "H|\\^&",
                        "H|\\^&|",
                        "H",
                        "H!~^&",
                        "H|^|",
                        "H|\\^&x|",
                        "R|1|",
                        "R",
                        "L|1",
                        "|",
                        "\\",
                        "^",
                        "&",
                        "&F&",
                        "&X41&",
                        "a",
                        "^^^K",
                        "\r",
                        "\r",
                        "\r\n",
                        "\n",
                        "\n\r",
                        "\u001B$B",
                        "\u001B(B",
                        "\u0081",
                        "\u00E0",
                        "\u00FF",
                        "1")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("ISO-8859-1", "UTF-8", "GBK", "GB18030", "Shift_JIS", "Big5", "ISO-2022-JP")
                .map(Charset::forName);
    }

    /** One cursor for all, so that nothing of one message is left in the next. */
    private final RecordCursor cursor = new RecordCursor();

    @Property
    void readsWhatRecordsRead(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("records") byte[]> messages,
            @ForAll("charsets") Charset charset) {
        for (byte[] bytes : messages) {
            AstmMessage message = AstmMessage.of(bytes, charset);
            cursor.over(message);
            for (AstmRecord record : message.records()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.recordOffset()).isEqualTo(record.offset());
                for (char type : "HRL|1".toCharArray()) {
                    assertThat(cursor.is(type)).isEqualTo(record.is(type));
                }
                for (int field = 1; field <= record.fieldCount() + 1; field++) {
                    sameField(record, bytes, field);
                }
            }
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.seek(1)).isFalse();
        }
    }

    private void sameField(AstmRecord record, byte[] bytes, int field) {
        boolean there = cursor.seek(field);
        assertThat(there).isEqualTo(cursor.length() > 0);
        assertThat(there || record.rawField(field).isEmpty()).isTrue(); // bytes may be there and stand for no character
        assertThat(cursor.text()).isEqualTo(record.field(field));
        ByteBuffer copy = ByteBuffer.allocate(cursor.length());
        cursor.copyTo(copy);
        for (int i = 0; i < cursor.length(); i++) {
            assertThat(cursor.byteAt(i)).isEqualTo(bytes[cursor.offset() + i]).isEqualTo(copy.get(i));
        }
        for (int component = 1; component <= record.componentCount(field, 1) + 1; component++) {
            boolean found = cursor.seek(field, component);
            assertThat(cursor.text()).isEqualTo(record.field(field, component));
            assertThat(found).isEqualTo(cursor.length() > 0);
        }
    }

    @Property
    void theEndOfARecordIsWhereAByteLoopFindsIt(@ForAll byte[] bytes, @ForAll byte wanted, @ForAll int cut) {
        int from = Math.floorMod(cut, bytes.length + 1);
        int end = from;
        while (end < bytes.length && bytes[end] != wanted) {
            end++;
        }
        assertThat(ByteRun.indexOf(bytes, from, bytes.length, wanted)).isEqualTo(end);
        byte first = bytes.length == 0 ? wanted : bytes[bytes.length - 1];
        int last = ByteRun.indexOf(bytes, from, bytes.length, first);
        assertThat(last).isLessThanOrEqualTo(bytes.length);
        assertThat(last == bytes.length || bytes[last] == first).isTrue();
    }
}
