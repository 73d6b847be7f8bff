// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import io.assaylink.astm.record.RecordError.Code;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;

/** Finds what departs from E1394 without refusing anything: fault rows A24 and A25. */
final class MessageCheck {

    private static final int CHARACTERS = 512;

    private MessageCheck() {}

    static List<RecordError> errorsOf(AstmMessage message) {
        List<AstmRecord> records = message.records();
        List<RecordError> errors = new ArrayList<>();
        boolean terminated = false;
        int order = -1;
        int patient = -1;
        for (AstmRecord record : records) {
            int level = RecordTree.level(record);
            boolean header = record.is('H');
            if (record.index() == 0 && !header) {
                add(errors, Code.NO_HEADER, record);
            }
            if (header && record.index() > 0) {
                add(errors, Code.HEADER_AGAIN, record);
            } else if (terminated) {
                add(errors, Code.AFTER_TERMINATOR, record);
            }
            if (header && !record.delimiters().complete()) {
                add(errors, Code.DELIMITERS_INCOMPLETE, record);
            }
            if (level > 3 && !record.is('C') && !record.is('M')) {
                add(errors, Code.UNKNOWN_RECORD, record);
            }
            if ((record.is('O') && patient < 0) || (record.is('R') && order < 0)) {
                add(errors, Code.ORPHAN_RECORD, record);
            }
            if (level <= 2) {
                order = level == 2 ? record.index() : -1;
            }
            if (level <= 1) {
                patient = record.is('P') ? record.index() : -1;
            }
            terminated = record.is('L') || (terminated && !header);
            int before = errors.size();
            checkText(message, record, errors);
            record.wrongEscape().ifPresent(error -> errors.add(position(errors, before, error), error));
        }
        if (!terminated) {
            errors.add(new RecordError(Code.NO_TERMINATOR, records.size(), 0, message.size()));
        }
        return errors;
    }

    /** Errors of a record's text stand in order of their offsets. */
    private static int position(List<RecordError> errors, int from, RecordError error) {
        int at = from;
        while (at < errors.size() && errors.get(at).offset() <= error.offset()) {
            at++;
        }
        return at;
    }

    /** Only the first of a record: the rest may be a consequence. */
    private static void checkText(AstmMessage message, AstmRecord record, List<RecordError> errors) {
        CharsetDecoder decoder = message.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(record.rawBytes());
        CharBuffer text = CharBuffer.allocate(CHARACTERS);
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isOverflow()) {
            text.clear();
            result = decoder.decode(bytes, text, true);
        }
        if (result.isError()) {
            int offset = record.offset() + bytes.position();
            errors.add(new RecordError(Code.UNMAPPABLE, record.index(), record.fieldAt(offset), offset));
        }
    }

    private static void add(List<RecordError> errors, Code code, AstmRecord record) {
        int field = code == Code.DELIMITERS_INCOMPLETE ? 2 : code == Code.UNKNOWN_RECORD ? 1 : 0;
        errors.add(new RecordError(code, record.index(), field, record.offset()));
    }
}
