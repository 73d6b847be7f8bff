// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.List;

/** The levels of E1394 5.2: H and L 0; P, Q, S 1; O 2; R 3; C, M and unknown types belong to the record before them. */
final class RecordTree {

    private static final int ATTACHED = 9;

    private RecordTree() {}

    static int parentOf(List<AstmRecord> records, int record) {
        AstmRecord child = records.get(record);
        int level = level(child);
        if (level == 0) {
            return -1;
        }
        boolean patientClosed = false;
        for (int i = record - 1; i >= 0; i--) {
            AstmRecord above = records.get(i);
            int at = level(above);
            if (level == ATTACHED) {
                if (at != ATTACHED || (child.is('C') && !above.is('C'))) {
                    return i;
                }
            } else if (above.is('L')) {
                return -1; // nothing continues behind a terminator
            } else if (at < level && (at == 0 || (!patientClosed && (above.is('P') || above.is('O'))))) {
                return i;
            } else if (at <= 1) {
                patientClosed = true; // a Q or S in between: whose the record is would be a guess
            }
        }
        return -1;
    }

    static int level(AstmRecord record) {
        if (record.is('H') || record.is('L')) {
            return 0;
        } else if (record.is('P') || record.is('Q') || record.is('S')) {
            return 1;
        }
        return record.is('O') ? 2 : record.is('R') ? 3 : ATTACHED;
    }
}
