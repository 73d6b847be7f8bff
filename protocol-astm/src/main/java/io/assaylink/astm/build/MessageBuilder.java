// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.build;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmWriter;
import io.assaylink.astm.record.Delimiters;
import io.assaylink.astm.view.Comment;
import io.assaylink.astm.view.Terminator;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds one message, record by record in the order of the wire, by the levels of E1394 5.2: records are numbered under their
 * parents, L ends the message. A record that has no parent where it stands is misuse. Not thread-safe.
 *
 * <p>A record that is refused, by {@link io.assaylink.astm.record.UnwritableText} or as misuse, is not in the message, and
 * the builder can be used on.
 */
public final class MessageBuilder {

    private static final String BELOW_HEADER = "PQS";

    private final AstmWriter writer;
    private final Map<Character, Integer> sequence = new HashMap<>();
    /** Of the last record in the tree; space before H, L behind the end. */
    private char last = ' ';

    private boolean patient;
    private boolean order;

    private MessageBuilder(AstmWriter writer) {
        this.writer = writer;
    }

    /** For a link with this character set, with the delimiters {@code |\^&}. */
    public static MessageBuilder of(Charset charset) {
        return of(Delimiters.standard(), charset);
    }

    /** In ISO 8859-1, with the delimiters {@code |\^&}. */
    public static MessageBuilder standard() {
        return of(StandardCharsets.ISO_8859_1);
    }

    /** For a link with these delimiters and this character set. */
    public static MessageBuilder of(Delimiters delimiters, Charset charset) {
        return new MessageBuilder(new AstmWriter(delimiters, charset));
    }

    /** H, once and first. */
    public MessageBuilder header(Consumer<HeaderFields> fill) {
        require(last == ' ', "H is the first record and stands once");
        RecordFields fields = new RecordFields(writer);
        fill.accept(new HeaderFields(fields));
        writer.rawHeader(fields.written());
        last = 'H';
        return this;
    }

    /** P, with nothing but its number. */
    public MessageBuilder patient() {
        return patient(fields -> {});
    }

    /** P. */
    public MessageBuilder patient(Consumer<PatientFields> fill) {
        return record('P', fields -> fill.accept(new PatientFields(fields)));
    }

    /** O, under the last P. */
    public MessageBuilder order(Consumer<OrderFields> fill) {
        return record('O', fields -> fill.accept(new OrderFields(fields)));
    }

    /** R, under the last O. */
    public MessageBuilder result(Consumer<ResultFields> fill) {
        return record('R', fields -> fill.accept(new ResultFields(fields)));
    }

    /** Q. */
    public MessageBuilder query(Consumer<QueryFields> fill) {
        return record('Q', fields -> fill.accept(new QueryFields(fields)));
    }

    /** C on the record before, of type G. */
    public MessageBuilder comment(Comment.Source source, String... text) {
        return record('C', fields -> fields.code(3, source).set(4, text).code(5, Comment.Type.GENERIC));
    }

    /**
     * Any record but H and L.
     *
     * @throws IllegalStateException if the message has no place for it here: O without P, R without O, none before H
     */
    public MessageBuilder record(char type, Consumer<RecordFields> fill) {
        require(type >= 'A' && type <= 'Z' && type != 'H' && type != 'L', "a letter other than H and L");
        require(last != ' ', "H is the first record");
        require(last != 'L', "the message has ended");
        require(type != 'O' || patient, "an order stands under a patient");
        require(type != 'R' || order, "a result stands under an order");
        RecordFields fields = new RecordFields(writer);
        fill.accept(fields);
        int number = sequence.getOrDefault(type, 0) + 1;
        List<String> all = new ArrayList<>();
        all.add(String.valueOf(number));
        all.addAll(fields.written());
        writer.raw(type, all);
        place(type, number);
        return this;
    }

    private void place(char type, int number) {
        if (BELOW_HEADER.indexOf(type) >= 0) {
            patient = type == 'P';
            order = false;
            restart("ORMC");
        } else if (type == 'O') {
            order = true;
            restart("RMC");
        } else if (type == 'R') {
            restart("MC");
        } else if (type != 'C') {
            restart("C");
        }
        sequence.put(type, number);
        last = type;
    }

    private void restart(String types) {
        for (int i = 0; i < types.length(); i++) {
            sequence.remove(types.charAt(i));
        }
    }

    /** Writes {@code L|1|N} and gives the message. */
    public AstmMessage end() {
        return end(Terminator.Reason.NORMAL);
    }

    /** Writes L and gives the message; the builder is of no more use. */
    public AstmMessage end(Terminator.Reason reason) {
        require(last != ' ', "H is the first record");
        require(last != 'L', "the message has ended");
        writer.raw('L', List.of("1", reason.code()));
        last = 'L';
        return writer.toMessage();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
