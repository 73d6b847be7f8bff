// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.List;

/**
 * The levels of E1394 5.2: H and L 0; P, Q, S 1; O 2; R 3; C, M and unknown types belong to the record before them.
 *
 * <p>All parents are found in one pass: a search backwards from each record takes a time that grows with the square of a
 * message's length. Immutable: safe to publish by a race.
 */
final class RecordTree {

    static final RecordTree NOT_MADE = new RecordTree(new int[0]);

    private static final int ATTACHED = 9;
    private static final int NONE = -1;

    private final int[] parents;

    private RecordTree(int[] parents) {
        this.parents = parents;
    }

    static RecordTree of(List<AstmRecord> records) {
        int[] parents = new int[records.size()];
        int header = NONE; // nothing continues behind a terminator
        int patient = NONE; // none after a Q or S: whose the record is would be a guess
        int order = NONE;
        int noComment = NONE;
        int inTree = NONE; // the last record that is not attached to another
        for (int i = 0; i < parents.length; i++) {
            AstmRecord record = records.get(i);
            int level = level(record);
            parents[i] = switch (level) {
                case 0 -> NONE;
                case 1 -> header;
                case 2 -> first(patient, header);
                case 3 -> first(order, first(patient, header));
                default -> record.is('C') ? noComment : inTree;
            };
            if (level == 0) {
                header = record.is('H') ? i : NONE;
            }
            if (level <= 1) {
                patient = record.is('P') ? i : NONE;
            }
            if (level <= 2) {
                order = level == 2 ? i : NONE;
            }
            if (level != ATTACHED) {
                inTree = i;
            }
            if (!record.is('C')) {
                noComment = i;
            }
        }
        return new RecordTree(parents);
    }

    private static int first(int wanted, int otherwise) {
        return wanted == NONE ? otherwise : wanted;
    }

    int parentOf(int record) {
        return parents[record];
    }

    static int level(AstmRecord record) {
        return switch (record.letter()) {
            case 'H', 'L' -> 0;
            case 'P', 'Q', 'S' -> 1;
            case 'O' -> 2;
            case 'R' -> 3;
            default -> ATTACHED;
        };
    }
}
