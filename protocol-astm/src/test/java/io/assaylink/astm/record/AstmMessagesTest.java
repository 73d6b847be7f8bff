// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.record.AstmMessages.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AstmMessagesTest {

    @Test
    void aFileIsSplitIntoMessagesAndWhatStandsOutside() {
        byte[] file =
                "# note\nH|\\^&\nP|1\nL|1|N\n\nH|\\^&\nO|1\nH|\\^&\nL\nH|\\^&\n".getBytes(StandardCharsets.US_ASCII);
        List<Part> parts = AstmMessages.split(file);
        assertThat(parts)
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly("Outside", "Whole", "Outside", "Incomplete", "Whole", "Incomplete");
        assertThat(parts.stream().mapToLong(Part::size).sum()).isEqualTo(file.length);
        assertThat(AstmMessages.whole(file, StandardCharsets.US_ASCII)).hasSize(2);
        assertThat(parts.get(3))
                .isInstanceOfSatisfying(
                        Part.Incomplete.class,
                        part -> assertThat(part.atEndOfFile()).isFalse());
    }

    @Test
    void theWriterEscapesAndDropsTrailingEmptyFields() {
        AstmWriter writer = new AstmWriter(Delimiters.standard(), StandardCharsets.ISO_8859_1);
        AstmMessage written = writer.header("", "", "Host")
                .record('P', "1", "", "A|B^C")
                .raw('O', List.of("1", writer.components("S1", "", "ra&ck", ""), "", "^^^GLU", "", ""))
                .record('L', "1", "N")
                .toMessage();
        assertThat(new String(written.toBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo("H|\\^&|||Host\rP|1||A&F&B&S&C\rO|1|S1^^ra&E&ck||^^^GLU\rL|1|N\r");
        assertThat(written.get("P.4")).contains("A|B^C");
        assertThat(written.get("O.3.3")).contains("ra&ck");
        assertThat(written.errors()).isEmpty();
    }

    @Test
    void theWriterRefusesWhatNoFrameOrCharacterSetCanCarry() {
        AstmWriter writer = new AstmWriter(Delimiters.standard(), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> writer.record('C', "a\rb")).isInstanceOf(IllegalArgumentException.class);
        AstmWriter latin = new AstmWriter(Delimiters.standard(), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> latin.header("山")).isInstanceOf(IllegalArgumentException.class);
    }
}
