// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.assaylink.astm.query.HostQuery;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmMessages;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.RecordError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Any bytes are a message: every field, path, view and the tree can be read, every error has its place, and the bytes come
 * back as they were. Runs its seeds unless JAZZER_FUZZ is set: profile {@code fuzz}.
 *
 * <p>The last two bytes of an input say in which character set it is read and by which path; those before them are the message.
 */
class AstmMessageFuzz {

    private static final List<Charset> CHARSETS = List.of(
            Charset.forName("ISO-8859-1"),
            Charset.forName("UTF-8"),
            Charset.forName("GB18030"),
            Charset.forName("Shift_JIS"),
            Charset.forName("ISO-2022-JP"));

    private static final List<String> PATHS = List.of("H.2", "R[2].4.1", "O.5[2].4", "P.6", "Q.3[1].2", "C[3].4");

    /** So many fields, repeats and components of each are read: an input may be made of delimiters alone. */
    private static final int MOST = 12;

    @FuzzTest(maxDuration = "60s")
    void anyBytes(FuzzedDataProvider data) throws ReflectiveOperationException {
        Charset charset = data.pickValue(CHARSETS);
        String path = data.pickValue(PATHS);
        byte[] bytes = data.consumeRemainingAsBytes();

        AstmMessage message = AstmMessage.of(bytes.clone(), charset);
        assertThat(message.get(path)).isNotNull();
        int children = message.roots().size();
        for (AstmRecord record : message.records()) {
            assertThat(message.parentOf(record.index())).isBetween(-1, record.index() - 1);
            children += message.children(record.index()).size();
            readAll(record);
        }
        assertThat(children).isEqualTo(message.records().size());
        int at = 0;
        for (RecordError error : message.errors()) {
            assertThat(error.offset()).isBetween(at, bytes.length);
            assertThat(error.record()).isBetween(0, message.records().size());
            at = error.offset();
        }
        for (RecordView view : RecordView.of(message)) {
            assertThat(EveryAccessor.of(view)).isPositive();
        }
        HostQuery.of(message).ifPresent(query -> assertThat(query.specimens()).isNotNull());
        assertThat(message.toBytes()).isEqualTo(bytes);
        split(bytes, charset);
    }

    private static void readAll(AstmRecord record) {
        for (int field = 1; field <= Math.min(MOST, record.fieldCount() + 1); field++) {
            assertThat(record.field(field)).isNotNull();
            for (int repeat = 1; repeat <= Math.min(MOST, record.repeatCount(field) + 1); repeat++) {
                assertThat(record.repeat(field, repeat)).isNotNull();
                for (int component = 1;
                        component <= Math.min(MOST, record.componentCount(field, repeat) + 1);
                        component++) {
                    assertThat(record.field(field, repeat, component)).isNotNull();
                }
            }
        }
    }

    /** The parts of a file, joined, are the file. */
    private static void split(byte[] file, Charset charset) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (AstmMessages.Part part : AstmMessages.split(file, charset)) {
            assertThat(part.offset()).isEqualTo(joined.size());
            if (part instanceof AstmMessages.Part.Whole whole) {
                joined.writeBytes(whole.message().toBytes());
            } else if (part instanceof AstmMessages.Part.Incomplete incomplete) {
                joined.writeBytes(incomplete.message().toBytes());
            } else {
                joined.write(file, (int) part.offset(), part.size());
            }
        }
        assertThat(joined.toByteArray()).isEqualTo(file);
    }
}
