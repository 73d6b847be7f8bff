// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static io.assaylink.facilitator.outbox.Drafts.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.outbox.Drafts;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxContract;
import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Quarantined;
import io.assaylink.facilitator.outbox.Received;
import io.assaylink.facilitator.outbox.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {
    private static final OutboxOptions OPTIONS =
            OutboxOptions.defaults().withLowDiskBytes(0).withRetention(OutboxOptions.Retention.none());

    @TempDir
    Path directory;

    @Override
    protected Outbox make(OutboxOptions options) throws OutboxException {
        return SqliteOutbox.open(directory.resolve("box"), options);
    }

    private SqliteOutbox trapped(FailPoint.Trap trap) throws OutboxException {
        return SqliteOutbox.open(directory.resolve("box"), OPTIONS, Clock.systemUTC(), trap);
    }

    private void sql(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + directory.resolve("box/outbox.db") + "?busy_timeout=1");
                var sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    private String scalar(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + directory.resolve("box/outbox.db") + "?busy_timeout=1");
                var sql = connection.createStatement();
                var row = sql.executeQuery(query)) {
            return row.next() ? row.getString(1) : "nothing";
        }
    }

    @Test
    @DisplayName("Q1 closed and opened again it is the same outbox")
    void reopened() throws Exception {
        String id;
        try (Outbox outbox = make(OPTIONS)) {
            id = outbox.id();
            for (int n = 1; n <= 5; n++) {
                get(outbox.append(Drafts.of(n)));
            }
            get(outbox.acknowledge(2));
            get(outbox.deadLetter(4, "schema.invalid", "no"));
        }
        try (Outbox outbox = make(OPTIONS)) {
            assertThat(outbox.id()).isEqualTo(id);
            assertThat(outbox.last()).isEqualTo(5);
            assertThat(outbox.acknowledged()).isEqualTo(2);
            assertThat(outbox.depth().deadLetters()).isEqualTo(1);
            List<Stored> read = get(outbox.read(0, 10, 1 << 20));
            assertThat(read).extracting(Stored::sequence).containsExactly(3L, 5L);
            assertThat(Drafts.same(read.get(1), Drafts.of(5))).isTrue();
            assertThat(outbox.depth().events()).isEqualTo(2);
            assertThat(outbox.depth().bytes())
                    .isEqualTo(Drafts.of(3).data().length + Drafts.of(5).data().length);
            assertThat(get(outbox.append(Drafts.of(6))).sequence()).isEqualTo(6);
        }
    }

    @Test
    void emptiedToTheLastItStillNeverReusesANumber() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            get(outbox.append(Drafts.of(1)));
            get(outbox.acknowledge(1));
        }
        try (Outbox outbox = make(OPTIONS)) {
            assertThat(outbox.last()).isEqualTo(1);
            assertThat(get(outbox.append(Drafts.of(2))).sequence()).isEqualTo(2);
        }
    }

    @Test
    void everySubjectHasItsOwnGapFreeNumbers() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (Outbox outbox = make(OPTIONS)) {
                for (int n = 0; n < 6; n++) {
                    get(outbox.append(Drafts.of(n)));
                }
            }
        }
        assertThat(scalar("SELECT group_concat(source_ord) FROM (SELECT source_ord FROM outbox WHERE source='chem-1'"
                        + " ORDER BY seq)"))
                .isEqualTo("1,2,3,4");
    }

    @Test
    @DisplayName("Q5 below the low-disk mark appends are FULL and acknowledgements still written")
    void lowDisk() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            get(outbox.append(Drafts.of(1)));
        }
        try (Outbox outbox = make(OPTIONS.withLowDiskBytes(Long.MAX_VALUE))) {
            assertThat(refusal(outbox.append(Drafts.of(2)))).isEqualTo(OutboxException.Code.FULL);
            get(outbox.acknowledge(1));
            assertThat(outbox.acknowledged()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Q4 a full store refuses with DISK_FULL, keeps what it has and goes on when there is room")
    void diskFull() throws Exception {
        try (Outbox outbox = make(OPTIONS.withMaxFileBytes(512 * 1024))) {
            int taken = 0;
            OutboxException.Code refused = OutboxException.Code.CLOSED;
            for (int n = 1; n <= 100 && refused == OutboxException.Code.CLOSED; n++) {
                CompletionStage<Stored> stage = outbox.append(Drafts.of("chem-1", n, 20_000));
                if (stage.handle((stored, failed) -> failed == null)
                        .toCompletableFuture()
                        .join()) {
                    taken++;
                } else {
                    refused = refusal(stage);
                }
            }
            assertThat(refused).isEqualTo(OutboxException.Code.DISK_FULL);
            assertThat(taken).isBetween(5, 40);
            assertThat(outbox.last()).isEqualTo(taken);
            assertThat(get(outbox.read(0, 100, 1 << 30))).hasSize(taken);
            get(outbox.acknowledge(taken - 1));
            assertThat(get(outbox.append(Drafts.of("chem-1", 101, 20_000))).sequence())
                    .isEqualTo(taken + 1);
        }
    }

    @Test
    @DisplayName("Q4 on a full disk an acknowledgement succeeds although an append beside it does not")
    void acknowledgementBesideAnAppendThatDoesNotFit() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger commits = new AtomicInteger();
        try (Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"), OPTIONS.withMaxFileBytes(512 * 1024), Clock.systemUTC(), point -> {
                    if (point == FailPoint.BEFORE_COMMIT && commits.incrementAndGet() == 2) {
                        reached.countDown();
                        awaited(go);
                    }
                })) {
            get(outbox.append(Drafts.of("chem-1", 1, 200_000)));
            CompletionStage<Stored> second = outbox.append(Drafts.of("chem-1", 2, 10));
            awaited(reached);
            CompletionStage<Stored> tooMuch = outbox.append(Drafts.of("chem-1", 3, 400_000));
            CompletionStage<Void> ack = outbox.acknowledge(1);
            go.countDown();
            assertThat(get(second).sequence()).isEqualTo(2);
            assertThat(refusal(tooMuch)).isEqualTo(OutboxException.Code.DISK_FULL);
            get(ack);
            assertThat(outbox.acknowledged()).isEqualTo(1);
            assertThat(get(outbox.append(Drafts.of("chem-1", 3, 300_000))).sequence())
                    .isEqualTo(3);
        }
    }

    @Test
    @DisplayName("Q6 a failed commit fails its batch, and the store is opened again")
    void commitFails() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        try (Outbox outbox = trapped(point -> {
            if (point == FailPoint.BEFORE_COMMIT && commits.incrementAndGet() == 2) {
                throw new SQLException("injected", "", 10); // SQLITE_IOERR
            }
        })) {
            get(outbox.append(Drafts.of(1)));
            assertThat(refusal(outbox.append(Drafts.of(2)))).isEqualTo(OutboxException.Code.STORE_FAILED);
            assertThat(outbox.last()).isEqualTo(1);
            assertThat(get(outbox.append(Drafts.of(3))).sequence()).isEqualTo(2);
            assertThat(get(outbox.read(0, 9, 1 << 20)))
                    .extracting(stored -> stored.acceptedAt().getEpochSecond() - Drafts.ACCEPTED.getEpochSecond())
                    .containsExactly(1L, 3L);
        }
    }

    @Test
    @DisplayName("Q6 a failure after the commit is told, and what the disk holds stays")
    void failsAfterCommit() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        try (Outbox outbox = trapped(point -> {
            if (point == FailPoint.AFTER_COMMIT && commits.incrementAndGet() == 1) {
                throw new SQLException("injected", "", 10);
            }
        })) {
            assertThat(refusal(outbox.append(Drafts.of(1)))).isEqualTo(OutboxException.Code.STORE_FAILED);
            assertThat(get(outbox.append(Drafts.of(1))).sequence()).isEqualTo(2);
            assertThat(get(outbox.read(0, 9, 1 << 20))).hasSize(2);
        }
    }

    @Test
    @DisplayName("Q12 a trim that fails half way is undone")
    void trimFails() throws Exception {
        AtomicInteger trims = new AtomicInteger();
        try (Outbox outbox = trapped(point -> {
            if (point == FailPoint.MID_TRIM && trims.incrementAndGet() == 1) {
                throw new SQLException("injected", "", 10);
            }
        })) {
            for (int n = 1; n <= 4; n++) {
                get(outbox.append(Drafts.of(n)));
            }
            assertThat(refusal(outbox.acknowledge(3))).isEqualTo(OutboxException.Code.STORE_FAILED);
            assertThat(outbox.acknowledged()).isZero();
            assertThat(get(outbox.read(0, 9, 1 << 20))).hasSize(4);
            get(outbox.acknowledge(3));
            assertThat(outbox.depth().events()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Q7 a directory that cannot be made is UNAVAILABLE, in one sentence")
    void unwritable() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> SqliteOutbox.open(file.resolve("box"), OPTIONS))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("cannot be written")
                .extracting(e -> ((OutboxException) e).code())
                .isEqualTo(OutboxException.Code.UNAVAILABLE);
    }

    @Test
    @DisplayName("Q8 a damaged row is never delivered; the others are")
    void damagedRow() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            for (int n = 1; n <= 3; n++) {
                get(outbox.append(Drafts.of(n)));
            }
        }
        sql("UPDATE outbox SET data = CAST(replace(CAST(data AS TEXT), '\"n\":2', '\"n\":7') AS BLOB) WHERE seq = 2");
        try (Outbox outbox = make(OPTIONS)) {
            assertThat(get(outbox.read(0, 9, 1 << 20)))
                    .extracting(Stored::sequence)
                    .containsExactly(1L, 3L);
            assertThat(outbox.depth().deadLetters()).isEqualTo(1);
            assertThat(outbox.depth().events()).isEqualTo(2);
        }
        assertThat(scalar("SELECT code FROM dead_letter")).isEqualTo("damaged");
    }

    @Test
    @DisplayName("Q8 a file that is no database is refused and not touched")
    void noDatabase() throws Exception {
        Path file = Files.createDirectories(directory.resolve("box")).resolve("outbox.db");
        Files.write(
                file,
                "this is no database, and long enough to be one"
                        .repeat(100)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> make(OPTIONS))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("cannot be opened: SQLITE_NOTADB");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    @DisplayName("Q9 a second opener is refused, and welcome after the first has closed")
    void secondOpener() throws Exception {
        try (Outbox first = make(OPTIONS)) {
            assertThatThrownBy(() -> make(OPTIONS))
                    .isInstanceOf(OutboxException.class)
                    .hasMessageContaining("in use by another outbox");
            get(first.append(Drafts.of(1)));
            assertThatThrownBy(() -> sql("SELECT * FROM outbox")).isInstanceOf(SQLException.class); // beside the lock
        }
        try (Outbox second = make(OPTIONS)) {
            assertThat(second.last()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Q10 a clock that falls back to 1970 changes no order")
    void clockFallsBack() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            get(outbox.append(Drafts.of(1)));
        }
        Clock past = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        try (Outbox outbox = SqliteOutbox.open(directory.resolve("box"), OPTIONS, past, FailPoint.Trap.NONE)) {
            get(outbox.append(Drafts.of(2)));
            get(outbox.append(Drafts.of(3)));
            assertThat(get(outbox.read(0, 9, 1 << 20)))
                    .extracting(Stored::sequence)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    @DisplayName("Q13 a newer schema is refused and not touched")
    void newerSchema() throws Exception {
        make(OPTIONS).close();
        sql("PRAGMA user_version = 4");
        assertThatThrownBy(() -> make(OPTIONS))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("newer than the 3");
        assertThat(scalar("PRAGMA user_version")).isEqualTo("4");
    }

    @Test
    @DisplayName("Q13 an outbox of schema 1 is taken over, its events and dead letters byte for byte")
    void olderSchema() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            for (int n = 1; n <= 3; n++) {
                get(outbox.append(Drafts.of(n)));
            }
            get(outbox.deadLetter(2, "schema.invalid", ""));
        }
        sql(
                "DROP INDEX quarantine_source",
                "DROP INDEX outbox_latest",
                "DROP TABLE acked",
                "DROP TABLE recent",
                "ALTER TABLE outbox DROP COLUMN latest",
                "ALTER TABLE outbox DROP COLUMN expires_ms",
                "ALTER TABLE dead_letter DROP COLUMN latest",
                "ALTER TABLE dead_letter DROP COLUMN expires_ms",
                "ALTER TABLE meta DROP COLUMN base",
                "ALTER TABLE meta DROP COLUMN kept_size",
                "ALTER TABLE meta DROP COLUMN hub_source",
                "ALTER TABLE meta DROP COLUMN hub_received",
                "PRAGMA user_version = 1");
        try (Outbox outbox = make(OPTIONS)) {
            List<Stored> read = get(outbox.read(0, 9, 1 << 20));
            assertThat(read).extracting(Stored::sequence).containsExactly(1L, 3L);
            assertThat(Drafts.same(read.get(1), Drafts.of(3))).isTrue();
            assertThat(get(outbox.requeue(2)).sequence()).isEqualTo(4);
        }
        assertThat(scalar("PRAGMA user_version")).isEqualTo("3");
    }

    @Test
    @DisplayName("F17 F16 epoch, retained events and the hub's position outlive the process")
    void reopenedAfterRenewal() throws Exception {
        OutboxOptions keeping = OutboxOptions.defaults().withLowDiskBytes(0);
        String id;
        try (Outbox outbox = make(keeping)) {
            for (int n = 1; n <= 4; n++) {
                get(outbox.append(Drafts.of(n)));
            }
            get(outbox.acknowledge(1));
            get(outbox.renew());
            get(outbox.acknowledge(2));
            get(outbox.received(new Received("/hubs/main", 7)));
            id = outbox.id();
        }
        try (Outbox outbox = make(keeping)) {
            assertThat(outbox.id()).isEqualTo(id);
            assertThat(outbox.last()).isEqualTo(3);
            assertThat(outbox.acknowledged()).isEqualTo(2);
            assertThat(outbox.received()).isEqualTo(new Received("/hubs/main", 7));
            List<Stored> read = get(outbox.read(0, 9, 1 << 20));
            assertThat(read).extracting(Stored::sequence).containsExactly(1L, 2L, 3L);
            assertThat(Drafts.same(read.get(0), Drafts.of(2))).isTrue();
            assertThat(outbox.depth().events()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("F17 Q6 a new epoch whose commit fails is begun as a whole or not at all")
    void renewalFails() throws Exception {
        for (FailPoint where : List.of(FailPoint.BEFORE_COMMIT, FailPoint.AFTER_COMMIT)) {
            AtomicInteger armed = new AtomicInteger();
            try (Outbox outbox = trapped(point -> {
                if (point == where && armed.compareAndSet(1, 0)) {
                    throw new SQLException("told to");
                }
            })) {
                long first = outbox.last();
                for (int n = 1; n <= 3; n++) {
                    get(outbox.append(Drafts.of(n)));
                }
                get(outbox.acknowledge(first + 1));
                String before = outbox.id();
                armed.set(1);
                assertThat(refusal(outbox.renew())).isEqualTo(OutboxException.Code.STORE_FAILED);

                get(outbox.read(0, 1, 1)); // opens the store again: from here on it is known
                List<Stored> waiting = get(outbox.read(outbox.acknowledged(), 9, 1 << 20));

                boolean begun = where == FailPoint.AFTER_COMMIT;
                assertThat(outbox.id().equals(before)).isEqualTo(!begun);
                assertThat(outbox.last()).isEqualTo(begun ? 2 : first + 3);
                assertThat(outbox.acknowledged()).isEqualTo(begun ? 0 : first + 1);
                assertThat(waiting).hasSize(2);
                get(outbox.acknowledge(outbox.last()));
            }
        }
    }

    @Test
    @DisplayName("F16 retained events grow old to the minute")
    void retentionAges() throws Exception {
        Instant[] now = {Instant.parse("2026-11-20T00:00:00Z")};
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        try (Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"), OutboxOptions.defaults().withLowDiskBytes(0), clock, FailPoint.Trap.NONE)) {
            for (int n = 1; n <= 4; n++) {
                get(outbox.append(Drafts.of(n)));
            }
            get(outbox.acknowledge(1));
            now[0] = now[0].plusSeconds(3600);
            get(outbox.acknowledge(2));
            now[0] = now[0].plusSeconds(23 * 3600 + 120);
            get(outbox.acknowledge(3));

            assertThat(get(outbox.read(0, 9, 1 << 20)))
                    .extracting(Stored::sequence)
                    .containsExactly(2L, 3L, 4L);
        }
    }

    @Test
    @DisplayName("Q4 on a full disk what is retained is given up before an append is refused")
    void retainedMakesRoom() throws Exception {
        OutboxOptions small = OutboxOptions.defaults().withLowDiskBytes(0).withMaxFileBytes(512 * 1024);
        try (Outbox outbox = make(small)) {
            for (int n = 1; n <= 400; n++) {
                get(outbox.append(Drafts.of("chem-1", n, 4000)));
                get(outbox.acknowledge(n));
            }
            assertThat(outbox.last()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("A38 digests of the last messages outlive the process, by instrument, bounded by count and age")
    void recentMessages() throws Exception {
        OutboxOptions two = OPTIONS.withRetention(new OutboxOptions.Retention(java.time.Duration.ofHours(1), 0, 0, 2));
        try (Outbox outbox = make(two)) {
            for (int n = 1; n <= 3; n++) {
                get(outbox.append(Drafts.of("chem-1", n, 10)));
            }
            get(outbox.append(Drafts.bare("chem-1", 4, 10))); // no message of an instrument
            get(outbox.acknowledge(4));
            assertThat(outbox.recent("chem-1")).isEmpty();
        }
        try (Outbox outbox = make(two)) {
            assertThat(outbox.recent("chem-1"))
                    .usingElementComparator(java.util.Arrays::compare)
                    .containsExactly(
                            SqliteRows.sha256().digest(Drafts.of(2).raw()),
                            SqliteRows.sha256().digest(Drafts.of(3).raw()));
            assertThat(outbox.recent("chem-2")).isEmpty();
        }
        assertThat(scalar("SELECT count(*) FROM recent")).isEqualTo("2"); // none is kept that nobody will read
        Clock later = Clock.fixed(Instant.now().plusSeconds(7200), ZoneOffset.UTC);
        try (Outbox outbox = SqliteOutbox.open(directory.resolve("box"), two, later, FailPoint.Trap.NONE)) {
            assertThat(outbox.recent("chem-1")).isEmpty();
        }
    }

    @Test
    @DisplayName("what is no message is kept and found again, the newest of each instrument within the bounds")
    void quarantineIsBounded() throws Exception {
        OutboxOptions three = OPTIONS.withQuarantine(new OutboxOptions.Quarantine(3, 100));
        try (Outbox outbox = make(three)) {
            assertThat(get(outbox.quarantine("chem-2", "NOT_HL7", new byte[90])))
                    .isZero();
            for (int n = 1; n <= 3; n++) {
                assertThat(get(outbox.quarantine("chem-1", "NOT_HL7", new byte[] {(byte) n})))
                        .isZero();
            }
            assertThat(get(outbox.quarantine("chem-1", "FRAME_CHECKSUM", new byte[] {4})))
                    .as("above the count")
                    .isEqualTo(1);
        }
        try (Outbox outbox = make(three)) {
            List<Quarantined> found = get(outbox.quarantined(0, 9, 1 << 20));
            assertThat(found).extracting(Quarantined::number).containsExactly(1L, 3L, 4L, 5L);
            assertThat(found.get(3).subject()).isEqualTo("chem-1");
            assertThat(found.get(3).code()).isEqualTo("FRAME_CHECKSUM");
            assertThat(found.get(3).bytes()).containsExactly(4);
            assertThat(get(outbox.quarantined(1, 2, 1 << 20)))
                    .extracting(Quarantined::number)
                    .containsExactly(3L, 4L);
            assertThat(get(outbox.quarantined(0, 9, 91)))
                    .extracting(Quarantined::number)
                    .containsExactly(1L, 3L);
            assertThat(get(outbox.quarantined(0, 9, 1))).as("one at least").hasSize(1);

            assertThat(get(outbox.quarantine("chem-1", "NOT_HL7", new byte[98])))
                    .as("above the bytes, counted over the restart")
                    .isEqualTo(1);
            assertThat(get(outbox.quarantine("chem-1", "NOT_HL7", new byte[500])))
                    .as("the newest stays, whatever its size")
                    .isEqualTo(3);
            assertThat(get(outbox.quarantined(0, 9, 1 << 20)))
                    .extracting(Quarantined::number)
                    .as("another instrument loses nothing by it")
                    .containsExactly(1L, 7L);

            get(outbox.quarantine("chem-3", "INCOMPLETE", new byte[0]));
            assertThat(get(outbox.quarantined(7, 9, 1 << 20)))
                    .singleElement()
                    .satisfies(nothing -> assertThat(nothing.bytes()).isEmpty());
        }
    }

    @Test
    @DisplayName("Q6 a message that fails between two of its events is stored not at all")
    void messageFailsInTheMiddle() throws Exception {
        AtomicInteger passed = new AtomicInteger();
        try (Outbox outbox = trapped(point -> {
            if (point == FailPoint.MID_MESSAGE && passed.incrementAndGet() == 1) {
                throw new SQLException("told to");
            }
        })) {
            assertThat(refusal(outbox.append(List.of(Drafts.of(1), Drafts.of(2)))))
                    .isEqualTo(OutboxException.Code.STORE_FAILED);
            assertThat(get(outbox.append(List.of(Drafts.of(3), Drafts.of(4)))))
                    .extracting(Stored::sequence)
                    .containsExactly(1L, 2L);
            assertThat(outbox.depth().events()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("Q13 a foreign database is refused and not touched")
    void foreignDatabase() throws Exception {
        Files.createDirectories(directory.resolve("box"));
        sql("CREATE TABLE other(x)");
        assertThatThrownBy(() -> make(OPTIONS))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("no outbox of ours");
        assertThat(scalar("SELECT count(*) FROM sqlite_schema")).isEqualTo("1");
    }

    @Test
    void filesAreForTheOwnerAlone() throws Exception {
        try (Outbox outbox = make(OPTIONS)) {
            get(outbox.append(Drafts.of(1)));
            for (String name : List.of("outbox.db", "outbox.db-wal", "outbox.lock")) {
                Path file = directory.resolve("box").resolve(name);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void appendsThatWaitAreBoundedAndShareACommit() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger commits = new AtomicInteger();
        try (Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"), OPTIONS.withMaxWaiting(10, 1 << 20), Clock.systemUTC(), point -> {
                    if (point == FailPoint.BEFORE_COMMIT && commits.incrementAndGet() == 1) {
                        reached.countDown();
                        awaited(go);
                    }
                })) {
            List<CompletionStage<Stored>> stages = new ArrayList<>();
            stages.add(outbox.append(Drafts.of(1)));
            awaited(reached);
            for (int n = 2; n <= 10; n++) {
                stages.add(outbox.append(Drafts.of(n)));
            }
            assertThat(refusal(outbox.append(Drafts.of(11)))).isEqualTo(OutboxException.Code.FULL);
            assertThat(outbox.last()).isZero();
            go.countDown();
            stages.forEach(Drafts::get);
            assertThat(commits).hasValue(2); // one, then nine together
            assertThat(get(outbox.append(Drafts.of(11))).sequence()).isEqualTo(11);
        }
    }

    @Test
    @DisplayName("F20 close is bounded although the disk hangs")
    void closeIsBounded() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Outbox outbox = SqliteOutbox.open(
                directory.resolve("box"),
                OPTIONS.withCloseWithin(java.time.Duration.ofMillis(50)),
                Clock.systemUTC(),
                point -> {
                    if (point == FailPoint.BEFORE_COMMIT) {
                        reached.countDown();
                        awaited(go);
                    }
                });
        try {
            CompletionStage<Stored> written = outbox.append(Drafts.of(1));
            awaited(reached);
            CompletionStage<Stored> queued = outbox.append(Drafts.of(2));
            outbox.close();
            assertThat(refusal(written)).isEqualTo(OutboxException.Code.CLOSED);
            assertThat(refusal(queued)).isEqualTo(OutboxException.Code.CLOSED);
        } finally {
            go.countDown();
        }
    }

    @Test
    void closingFromACallbackDoesNotWaitForItself() throws Exception {
        Outbox outbox = make(OPTIONS);
        get(outbox.append(Drafts.of(1)).thenAccept(stored -> outbox.close()));
        outbox.close(); // waits for the writer
        try (Outbox again = make(OPTIONS)) {
            assertThat(again.last()).isEqualTo(1);
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
