// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.value.Code;
import io.assaylink.astm.value.Field;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.value.TestId;
import io.assaylink.astm.value.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A record read by the names of its fields. As cheap as its record, and like it not thread-safe. */
public sealed interface RecordView
        permits Header, Patient, Order, Result, Comment, Query, Terminator, Manufacturer, Scientific {

    /** The record behind the view. */
    AstmRecord record();

    /** The view of the record's type; {@link Manufacturer} for a type that the standard does not have. */
    static RecordView of(AstmRecord record) {
        String type = record.type();
        return switch (type.length() == 1 ? type.charAt(0) : 0) {
            case 'H' -> new Header(record);
            case 'P' -> new Patient(record);
            case 'O' -> new Order(record);
            case 'R' -> new Result(record);
            case 'C' -> new Comment(record);
            case 'Q' -> new Query(record);
            case 'L' -> new Terminator(record);
            case 'S' -> new Scientific(record);
            default -> new Manufacturer(record);
        };
    }

    /** The views of all records of a message, in order. */
    static List<RecordView> of(AstmMessage message) {
        return message.records().stream().map(RecordView::of).toList();
    }

    /** Field 2 as a number; empty when it is none. In H, which has no sequence number, always. */
    default Optional<Integer> sequence() {
        String text = text(2);
        boolean number = text.length() > 0 && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** The whole field, un-escaped, without the blanks around it; empty when absent. */
    default String text(int field) {
        return record().field(field).strip();
    }

    /** A component of the first repeat, un-escaped, without the blanks around it. */
    default String text(int field, int component) {
        return record().field(field, component).strip();
    }

    /** The components of a repeat, un-escaped and with their blanks; empty when there is nothing. */
    default List<String> components(int field, int repeat) {
        int count = record().componentCount(field, repeat);
        List<String> components = new ArrayList<>(count);
        for (int component = 1; component <= count; component++) {
            components.add(record().field(field, repeat, component));
        }
        return List.copyOf(components);
    }

    /** The field as a date with or without time; never more precise than it was written. */
    default Field<Timestamp> time(int field) {
        return Field.of(record().field(field), Timestamp::parse);
    }

    /** The field as a number. */
    default Field<NumericValue> number(int field) {
        return Field.of(record().field(field), NumericValue::parse);
    }

    /** The first repeat as a name. */
    default PersonName name(int field) {
        return new PersonName(text(field, 1), text(field, 2), text(field, 3), text(field, 4), text(field, 5));
    }

    /** The repeats as test ids, empty ones in their place. */
    default List<TestId> tests(int field) {
        return IntStream.rangeClosed(1, record().repeatCount(field))
                .mapToObj(repeat -> new TestId(filled(components(field, repeat))))
                .toList();
    }

    /** The field as a code. */
    default <E extends Enum<E> & Code> Field<E> code(int field, Class<E> table) {
        return Code.field(table, record().field(field));
    }

    /** The repeats as codes, empty ones in their place. */
    default <E extends Enum<E> & Code> List<Field<E>> codes(int field, Class<E> table) {
        return IntStream.rangeClosed(1, record().repeatCount(field))
                .mapToObj(repeat -> Code.field(table, record().repeat(field, repeat)))
                .toList();
    }

    private static List<String> filled(List<String> components) {
        int size = components.size();
        while (size > 0 && components.get(size - 1).isEmpty()) {
            size--;
        }
        return components.subList(0, size);
    }
}
