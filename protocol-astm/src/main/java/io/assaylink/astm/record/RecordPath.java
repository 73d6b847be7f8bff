// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code type[occurrence].field[repeat].component}; repeat and component 0 when the path names none. */
record RecordPath(String type, int occurrence, int field, int repeat, int component) {

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9]{1,8})(?:\\[(\\d{1,6})])?\\.(\\d{1,5})(?:\\[(\\d{1,5})])?(?:\\.(\\d{1,5}))?");

    static RecordPath of(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a path such as R[2].4.1 or O.5[2].4: " + path);
        }
        RecordPath read = new RecordPath(
                form.group(1), number(form, 2, 1), number(form, 3, 1), number(form, 4, 0), number(form, 5, 0));
        if (read.occurrence < 1 || read.field < 1) {
            throw new IllegalArgumentException("positions start at 1: " + path);
        }
        return read;
    }

    private static int number(Matcher form, int group, int absent) {
        return form.start(group) < 0 ? absent : Integer.parseInt(form.group(group));
    }

    String read(AstmRecord record) {
        if (component > 0) {
            return record.field(field, Math.max(1, repeat), component);
        }
        return repeat > 0 ? record.repeat(field, repeat) : record.field(field);
    }
}
