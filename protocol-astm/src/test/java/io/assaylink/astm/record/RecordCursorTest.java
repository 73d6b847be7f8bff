// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** E1394 6.2 and 6.4, read without objects. */
class RecordCursorTest {

    private static AstmMessage message(String... records) {
        return AstmMessage.of((String.join("\r", records) + "\r").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void findsTheFieldsOfTheRecordsOfOneType() {
        RecordCursor cursor = new RecordCursor(
                message("H|\\^&", "P|1", "O|1|S1", "R|1|^^^GLU|5.4", "C|1|I|R&S&D", "R|2|^^^K|", "L|1|N"));
        assertThat(cursor.next('R')).isTrue();
        assertThat(cursor.seek(3, 4)).isTrue();
        assertThat(cursor.text()).isEqualTo("GLU");
        assertThat(cursor.seek(4)).isTrue();
        assertThat(cursor.length()).isEqualTo(3);
        assertThat(cursor.byteAt(0)).isEqualTo((byte) '5');
        ByteBuffer value = ByteBuffer.allocate(8);
        cursor.copyTo(value);
        assertThat(value.flip()).isEqualTo(ByteBuffer.wrap("5.4".getBytes(StandardCharsets.US_ASCII)));
        assertThat(cursor.next('R')).isTrue();
        assertThat(cursor.seek(4)).isFalse();
        assertThat(cursor.text()).isEmpty();
        assertThat(cursor.seek(5)).isFalse();
        assertThat(cursor.next('R')).isFalse();
        assertThat(cursor.seek(1)).isFalse();
    }

    @Test
    @DisplayName("E1394 6.4.6 escape sequences are kept in the bytes and read in the text")
    void unescapesText() {
        RecordCursor cursor = new RecordCursor(message("H|\\^&", "C|1|I|R&S&D", "L|1"));
        assertThat(cursor.next('C') && cursor.seek(4)).isTrue();
        assertThat(cursor.length()).isEqualTo(5);
        assertThat(cursor.text()).isEqualTo("R^D");
    }

    @Test
    @DisplayName("E1394 6.4 delimiters are those of the header, also for the next message")
    void delimitersAreThoseOfTheHeader() {
        RecordCursor cursor = new RecordCursor(message("H!~^&", "R!1!a|b!5.4", "L!1"));
        assertThat(cursor.next('R') && cursor.seek(4)).isTrue();
        assertThat(cursor.text()).isEqualTo("5.4");
        cursor.over(message("R|1|^^^K|4.1"));
        assertThat(cursor.next('R') && cursor.seek(4)).isTrue();
        assertThat(cursor.text()).isEqualTo("4.1");
    }

    @Test
    void theDelimiterStringOfAHeaderIsOneField() {
        RecordCursor cursor = new RecordCursor(message("H|\\^&|7"));
        assertThat(cursor.next() && cursor.seek(2)).isTrue();
        assertThat(cursor.text()).isEqualTo("\\^&");
        assertThat(cursor.seek(2, 1)).isTrue();
        assertThat(cursor.seek(2, 2)).isFalse();
    }

    @Test
    void aPositionThatIsNoneIsMisuse() {
        RecordCursor cursor = new RecordCursor(message("H|\\^&"));
        assertThat(cursor.next()).isTrue();
        assertThatThrownBy(() -> cursor.seek(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.seek(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(cursor.seek(1)).isTrue();
        assertThatThrownBy(() -> cursor.byteAt(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void nothingPrintsThePayload() {
        RecordCursor cursor = new RecordCursor(message("P|1||||Doe^Jane"));
        assertThat(cursor.next() && cursor.seek(6)).isTrue();
        assertThat(cursor).asString().doesNotContain("Doe");
    }
}
