// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The levels of E1394 5.2: H and L 0; P, Q, S 1; O 2; R 3; C, M and unknown types belong to the record before them.
 *
 * <p>All parents are found in one pass: a search backwards from each record takes a time that grows with the square of a
 * message's length. Immutable: safe to publish by a race.
 */
final class RecordTree {

    static final RecordTree NOT_MADE = new RecordTree(new int[0], new int[0], new int[0]);

    private static final int ATTACHED = 9;
    private static final int NONE = -1;

    private final int[] parents;
    /** First child of each record; behind them that of no record: the first root. */
    private final int[] firstChildren;
    /** The next record under the same parent. */
    private final int[] nextSiblings;

    private RecordTree(int[] parents, int[] firstChildren, int[] nextSiblings) {
        this.parents = parents;
        this.firstChildren = firstChildren;
        this.nextSiblings = nextSiblings;
    }

    private static RecordTree of(int[] parents) {
        int[] firstChildren = new int[parents.length + 1];
        int[] nextSiblings = new int[parents.length];
        Arrays.fill(firstChildren, NONE);
        for (int i = parents.length - 1; i >= 0; i--) {
            int parent = parents[i] == NONE ? parents.length : parents[i];
            nextSiblings[i] = firstChildren[parent];
            firstChildren[parent] = i;
        }
        return new RecordTree(parents, firstChildren, nextSiblings);
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
        return of(parents);
    }

    private static int first(int wanted, int otherwise) {
        return wanted == NONE ? otherwise : wanted;
    }

    int parentOf(int record) {
        return parents[record];
    }

    /** In order; of -1 the roots. */
    List<Integer> children(int record) {
        List<Integer> children = new ArrayList<>();
        int child = firstChildren[record == NONE ? parents.length : record];
        while (child != NONE) {
            children.add(child);
            child = nextSiblings[child];
        }
        return children;
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
