// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.hl7.message.Hl7Message;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, a document that its schema takes goes out. */
class DocumentsProperties {
    private static final InstrumentInfo CHEM = InstrumentInfo.of("chem-1");

    @Provide
    Arbitrary<String> astm() {
        return text("H|\\^&|||A|", "\r", "P|1|", "O|1|", "R|1|", "C|1|", "M|1|", "L|1|N", "Q|1|")
                .map(body -> "H|\\^&\r" + body);
    }

    @Provide
    Arbitrary<String> hl7() {
        return text("\r", "PID|1|", "OBR|1|", "OBX|1|NM|", "OBX|2|SN|", "NTE|1|", "SPM|1|", "SAC|", "Z")
                .map(body -> "MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1\r" + body);
    }

    private static Arbitrary<String> text(String... records) {
        Arbitrary<String> marks =
                Arbitraries.of("|", "||", "^", "~", "\\", "&", "5.4", "<", "20261120", "\u00e9", "\"\"");
        return Arbitraries.oneOf(Arbitraries.of(records), marks)
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void everyAstmMessageGivesDocuments(@ForAll("astm") String text) {
        AstmMessage message = AstmMessage.of(text.getBytes(ISO_8859_1));
        List<Document> documents = Documents.of(message, CHEM, Instant.EPOCH);
        assertThat(documents).isNotEmpty();
        documents.forEach(Schemas::valid);
        assertThat(documents).noneMatch(DocumentsProperties::isFallback);
        Schemas.valid(Documents.lossless(message, CHEM, Instant.EPOCH));
    }

    @Property(tries = 300)
    void everyHl7MessageGivesDocuments(@ForAll("hl7") String text) {
        Hl7Message message = Hl7Message.of(text.getBytes(ISO_8859_1));
        List<Document> documents = Documents.of(message, CHEM, Instant.EPOCH);
        assertThat(documents).isNotEmpty();
        documents.forEach(Schemas::valid);
        assertThat(documents).noneMatch(DocumentsProperties::isFallback);
        Schemas.valid(Documents.lossless(message, CHEM, Instant.EPOCH));
    }

    @Property(tries = 300)
    void anyBytesGiveADocument(@ForAll byte[] bytes) {
        Documents.of(AstmMessage.of(bytes.clone()), CHEM, Instant.EPOCH).forEach(Schemas::valid);
        Documents.of(Hl7Message.of(bytes.clone()), CHEM, Instant.EPOCH).forEach(Schemas::valid);
    }

    private static boolean isFallback(Document document) {
        return new String(document.json(), ISO_8859_1).contains("NORMALISATION_FAILED");
    }
}
