// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.query.HostQuery;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Views over anything at all. */
class RecordViewProperties {

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> record = Arbitraries.strings()
                .withChars("HPORCQMSL|\\^&\"F0123456789-+.<> \n\u0081\u00e9X~")
                .ofMaxLength(60);
        return record.list().ofMaxSize(12).map(records -> String.join("\r", records));
    }

    @Property(tries = 10_000)
    @Label("A24 A25 no bytes make a view throw, and what a view says stands in its record")
    void noBytesMakeAViewThrow(@ForAll("messages") String text, @ForAll boolean chinese)
            throws ReflectiveOperationException {
        Charset charset = chinese ? Charset.forName("GBK") : StandardCharsets.ISO_8859_1;
        AstmMessage message = AstmMessage.of(text.getBytes(StandardCharsets.ISO_8859_1), charset);
        for (RecordView view : RecordView.of(message)) {
            assertThat(EveryAccessor.of(view)).isPositive();
        }
        HostQuery.of(message).ifPresent(query -> {
            assertThat(query.specimens()).isNotNull();
            assertThat(query.noInformation().get("L.3")).contains("I");
        });
    }

    @Property(tries = 10_000)
    void childrenAndParentsAgree(@ForAll("messages") String text) {
        AstmMessage message = AstmMessage.of(text.getBytes(StandardCharsets.ISO_8859_1));
        int found = message.roots().size();
        for (AstmRecord root : message.roots()) {
            assertThat(message.parentOf(root.index())).isEqualTo(-1);
        }
        for (AstmRecord record : message.records()) {
            for (AstmRecord child : message.children(record.index())) {
                assertThat(message.parentOf(child.index())).isEqualTo(record.index());
                found++;
            }
        }
        assertThat(found).isEqualTo(message.records().size());
    }
}
