// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The tree that is made in one pass is the one that a search backwards from each record finds. */
class RecordTreeProperties {

    private static final int ATTACHED = 9;

    @Provide
    Arbitrary<List<String>> types() {
        return Arbitraries.of("H", "L", "P", "Q", "S", "O", "R", "C", "M", "Z", "RX")
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 10_000)
    @Label("A25 the tree of one pass equals the search backwards, for any records")
    void onePassEqualsTheSearchBackwards(@ForAll("types") List<String> types) {
        String text = types.isEmpty() ? "" : String.join("|1\r", types) + "|1\r";
        AstmMessage message = AstmMessage.of(text.getBytes(StandardCharsets.US_ASCII));
        List<Integer> expected = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            expected.add(searchBackwards(types, i));
            found.add(message.parentOf(i));
        }
        assertThat(found).isEqualTo(expected);
    }

    private static int searchBackwards(List<String> types, int record) {
        String child = types.get(record);
        int level = level(child);
        if (level == 0) {
            return -1;
        }
        boolean patientClosed = false;
        for (int i = record - 1; i >= 0; i--) {
            String above = types.get(i);
            int at = level(above);
            if (level == ATTACHED) {
                if (at != ATTACHED || (child.equals("C") && !above.equals("C"))) {
                    return i;
                }
            } else if (above.equals("L")) {
                return -1; // nothing continues behind a terminator
            } else if (at < level && (at == 0 || (!patientClosed && (above.equals("P") || above.equals("O"))))) {
                return i;
            } else if (at <= 1) {
                patientClosed = true;
            }
        }
        return -1;
    }

    private static int level(String type) {
        return switch (type) {
            case "H", "L" -> 0;
            case "P", "Q", "S" -> 1;
            case "O" -> 2;
            case "R" -> 3;
            default -> ATTACHED;
        };
    }
}
