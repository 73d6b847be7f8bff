// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.view.Header;
import io.assaylink.astm.view.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message that asks: Q records and neither orders nor results. A view over its message; not thread-safe. */
public final class HostQuery {

    private final AstmMessage message;
    private final QueryDialect dialect;
    private final List<Query> records;

    private HostQuery(AstmMessage message, QueryDialect dialect, List<Query> records) {
        this.message = message;
        this.dialect = dialect;
        this.records = List.copyOf(records);
    }

    /** The query of an instrument that follows the standard. */
    public static Optional<HostQuery> of(AstmMessage message) {
        return of(message, QueryDialect.standard());
    }

    /** The query in the message; empty when it has no Q, or an O or R beside it. */
    public static Optional<HostQuery> of(AstmMessage message, QueryDialect dialect) {
        List<Query> records = new ArrayList<>();
        for (AstmRecord record : message.records()) {
            if (record.is('O') || record.is('R')) {
                return Optional.empty();
            } else if (record.is('Q')) {
                records.add(new Query(record));
            }
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(new HostQuery(message, dialect, records));
    }

    /** The message that asks. */
    public AstmMessage message() {
        return message;
    }

    /** The Q records, at least one. */
    public List<Query> records() {
        return records;
    }

    /** H of the message; its first record when it has none. */
    public Header header() {
        return new Header(message.records().stream()
                .filter(record -> record.is('H'))
                .findFirst()
                .orElse(message.record(0)));
    }

    /** Q-13 of the first Q. */
    public Field<Query.Status> status() {
        return records.get(0).status();
    }

    /** The instrument takes its last query back: Q-13 = A, unless it writes that in every query. Nothing is answered. */
    public boolean cancels() {
        return dialect.abortCancels() && status().value().equals(Optional.of(Query.Status.ABORT));
    }

    /** Q-3 is {@code ALL}: every specimen there is. */
    public boolean asksForAllSpecimens() {
        return records.stream().anyMatch(query -> query.startingRange().stream().anyMatch(HostQuery::isAll));
    }

    /** The specimens of all Q records, in order; without {@code ALL} and empty repeats. */
    public List<QueriedSpecimen> specimens() {
        return records.stream()
                .flatMap(query -> query.startingRange().stream())
                .filter(components -> !components.isEmpty() && !isAll(components))
                .map(components -> QueriedSpecimen.of(components, dialect))
                .toList();
    }

    /** The tests that are asked for; none when all are. */
    public List<TestId> tests() {
        return records.stream()
                .flatMap(query -> query.tests().stream())
                .filter(test -> !test.components().isEmpty() && !test.isAll())
                .toList();
    }

    /** Whether a range of specimens is asked for: Q-4 is filled. */
    public boolean isRange() {
        return records.stream().anyMatch(query -> !query.text(4).isEmpty());
    }

    /**
     * Whether a Q record holds something else than the standard's codes and dates where these belong: some senders write
     * control results into Q records. Look before you answer.
     */
    public boolean isDoubtful() {
        return records.stream()
                .anyMatch(query -> query.timeLimits().isUnknown()
                        || query.from().isUnknown()
                        || query.to().isUnknown()
                        || query.status().isUnknown());
    }

    private static boolean isAll(List<String> components) {
        return components.size() == 1 && components.get(0).strip().equals("ALL");
    }

    /** An answer in the delimiters and the character set of the query. */
    public QueryAnswer answer() {
        return new QueryAnswer(this, dialect);
    }

    /** {@code H, L|1|I}: nothing is known of what was asked for. */
    public AstmMessage noInformation() {
        return answer().noInformation();
    }

    /** {@code H, L|1|Q}: the query cannot be answered as it was asked. */
    public AstmMessage inError() {
        return answer().inError();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "HostQuery[" + records.size() + " Q records]";
    }
}
