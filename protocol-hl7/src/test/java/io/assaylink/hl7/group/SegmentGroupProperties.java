// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Grouping moves nothing and drops nothing. */
class SegmentGroupProperties {

    @Property(tries = 10_000)
    @Label("every segment is in exactly one group, and in its place")
    void nothingIsDroppedOrMoved(@ForAll("types") String type, @ForAll("segments") List<String> ids) {
        StringBuilder text = new StringBuilder("MSH|^~\\&|A|B|C|D|||" + type + "|1|P|2.5.1\r");
        ids.forEach(id -> text.append(id).append("|1\r"));
        Hl7Message message = Hl7Message.of(text.toString().getBytes(ISO_8859_1));
        SegmentGroup root = SegmentGroup.of(message);
        List<Integer> expected = indexes(message.segments());
        assertThat(indexes(root.allSegments())).isEqualTo(expected);
        List<Segment> own = new ArrayList<>();
        collect(root, own);
        own.sort(Comparator.comparingInt(Segment::index));
        assertThat(indexes(own)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "ORU^R01^ORU_R01",
                "OUL^R22^OUL_R22",
                "OUL^R23",
                "OML^O33^OML_O33",
                "OML^O21",
                "ORM^O01",
                "ORL^O34^ORL_O34",
                "ORL^O34^ORL_O42",
                "RSP^K11",
                "QBP^Q11",
                "ACK",
                "XYZ^X01");
    }

    @Provide
    Arbitrary<List<String>> segments() {
        return Arbitraries.of(
                        "PID", "PV1", "SPM", "SAC", "ORC", "OBR", "OBX", "NTE", "TQ1", "TCD", "INV", "MSA", "QPD",
                        "ZXX", "x", "DSC")
                .list()
                .ofMaxSize(40);
    }

    private static void collect(SegmentGroup group, List<Segment> own) {
        assertThat(group.allSegments()).isNotEmpty();
        assertThat(indexes(group.segments())).containsAll(indexes(group.unexpected()));
        own.addAll(group.segments());
        group.groups().forEach(inner -> collect(inner, own));
    }

    private static List<Integer> indexes(List<Segment> segments) {
        return segments.stream().map(Segment::index).toList();
    }
}
