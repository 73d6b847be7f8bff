// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README, run; what they print stands in for what an application does. */
class ReadmeDocumentsTest {
    @TempDir
    Path directory;

    @Test
    void outbox() throws Exception {
        byte[] json = "{}".getBytes(ISO_8859_1);
        byte[] raw = new byte[0];
        OutboxOptions options = OutboxOptions.defaults().withLowDiskBytes(0);
        try (Outbox outbox = SqliteOutbox.open(directory, options)) {
            Stored[] durable = new Stored[1];
            outbox.append(new Draft("io.assaylink.result.v1", "chem-1", Instant.now(), json, raw))
                    .thenAccept(stored -> durable[0] = stored)
                    .toCompletableFuture()
                    .join();
            List<Stored> next = outbox.read(outbox.acknowledged(), 256, 1 << 20)
                    .toCompletableFuture()
                    .join();
            outbox.acknowledge(next.get(0).sequence()).toCompletableFuture().join();
            assertThat(durable[0].sequence()).isEqualTo(1);
            assertThat(outbox.depth().events()).isZero();
        }
        assertThat(directory.resolve("outbox.db")).exists();
    }

    @Test
    void documents() throws Exception {
        byte[] bytes = "H|\\^&\rP|1||A\rO|1|S\rR|1|^^^GLU|5.4\rL|1|N\r".getBytes(ISO_8859_1);
        InstrumentInfo chem = new InstrumentInfo("chem-1", "ACME", "CH-200", "SN4711", "1.4.2", "generic-astm@1");
        List<Document> documents = Documents.of(AstmMessage.of(bytes), chem, Instant.now());
        assertThat(documents).extracting(Document::format).containsExactly("lab.result/1");
        assertThat(Files.readString(Path.of("README.md")))
                .contains("Documents.of(AstmMessage.of(bytes), chem, Instant.now())");
    }
}
