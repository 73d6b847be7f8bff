// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.util.Terser;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Messages;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every field of the corpus as HAPI reads it. Where the two differ is listed here, one by one, with the reason. */
class HapiCorpusTest {

    /** Messages that HAPI does not parse, and why; all of them can be read here. */
    private static final Map<String, String> REFUSED_BY_HAPI = Map.ofEntries(
            Map.entry("amida/sample6.txt", "a header with separators only up to MSH-9"),
            Map.entry("analyzer-synthetic/delimiters-short-msh2.hl7", "MSH-2 of two characters, legal"),
            Map.entry("cosyte/malformed-mid-batch.hl7", "the second header is cut off"),
            Map.entry("cosyte/msh-too-short.hl7", "the header is cut off"),
            Map.entry("cosyte/version-mismatch.hl7", "version 2.9 is not known to HAPI"),
            Map.entry("dex/Lyme_WithBadDelimiters.txt", "MSH-2 is one character four times"),
            Map.entry("rubyhl7/empty_segments.hl7", "no MSH-12"),
            Map.entry("rubyhl7/obxobr.hl7", "MSH-9 without an event"),
            Map.entry("rubyhl7/realm-animal-rabies.hl7", "MSH-2 of three characters, legal"),
            Map.entry("rubyhl7/realm-hepatitis-c-virus.hl7", "MSH-2 of three characters, legal"),
            Map.entry("rubyhl7/realm-lead-laboratory-result.hl7", "MSH-2 of three characters, legal"),
            Map.entry("rubyhl7/realm-minimal-message.hl7", "MSH-2 of three characters, legal"),
            Map.entry("trusted/msh_present_but_missing_all_fields.hl7", "no MSH-2"),
            Map.entry("trusted/msh_present_but_missing_msh-2.hl7", "no MSH-2"),
            Map.entry("trusted/msh_present_but_missing_msh-9.hl7", "no MSH-9"));

    /** Values the two read differently, and why. */
    private static final Map<String, String> READ_DIFFERENTLY = Map.ofEntries(
            Map.entry(
                    "analyzer-synthetic/charset-inline-escape-sequences.hl7 PID-5[1].1.1",
                    "HAPI keeps \\C2D42\\ and hex after it"),
            Map.entry(
                    "analyzer-synthetic/charset-inline-escape-sequences.hl7 OBX-5[1].1.1",
                    "HAPI keeps .br and \\X0D0A\\"),
            Map.entry("analyzer-synthetic/delimiters-truncation-v27.hl7 OBX-5[1].1.1", "HAPI reads \\P\\ as P"),
            Map.entry("analyzer-synthetic/terminator-double-cr-and-blank.hl7", "HAPI drops a line of one space"),
            Map.entry("cosyte/decoded-br.hl7 OBX-5[1].1.1", "HAPI keeps .br"),
            Map.entry("cosyte/escape-formatting.hl7 OBX-5[1].1.1", "HAPI keeps \\C2842\\"),
            Map.entry("cosyte/truncation-char-msh2.hl7 OBX-5[1].1.1", "HAPI reads \\P\\ as P"),
            Map.entry("efferent/Sample-ADT.txt", "HAPI drops a line of one space"),
            Map.entry("rubyhl7/lotsunknowns.hl7", "HAPI drops a line of one control character"),
            Map.entry("rubyhl7/test2.hl7", "HAPI drops a line of one control character"),
            Map.entry("trusted/003_CA_ORU_R01_CDPH_produced.hl7 OBX-5[1].1.1", "HAPI keeps .br"));

    private final Set<String> refused = new TreeSet<>();
    private final Set<String> different = new TreeSet<>();
    private int messages;
    private int values;

    @Test
    void everyFieldIsWhatHapiReads() throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("ASSAYLINK_CORPUS"));
        assumeTrue(folder.isPresent(), "ASSAYLINK_CORPUS is not set");
        Path corpus = Path.of(folder.orElseThrow(), "hl7");
        List<Path> files;
        try (Stream<Path> all = Files.walk(corpus)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> corpus.relativize(file).getNameCount() >= 2)
                    .filter(file -> !corpus.relativize(file).startsWith("LICENSES"))
                    .filter(file -> !file.toString().endsWith(".mllp")) // framed: not for a parser of messages
                    .toList();
        }
        HapiBridge bridge = HapiBridge.generic();
        for (Path file : files) {
            String name = corpus.relativize(file).toString().replace('\\', '/');
            for (Hl7Message message :
                    Hl7Messages.split(Files.readAllBytes(file)).messages()) {
                messages++;
                try {
                    compare(name, message, segments(bridge.toHapi(message)));
                } catch (HL7Exception e) {
                    refused.add(name);
                }
            }
        }
        assertThat(refused).isEqualTo(new TreeSet<>(REFUSED_BY_HAPI.keySet()));
        assertThat(different).isEqualTo(new TreeSet<>(READ_DIFFERENTLY.keySet()));
        assertThat(messages).isGreaterThan(380);
        assertThat(values).isGreaterThan(60_000);
    }

    private void compare(String name, Hl7Message message, List<ca.uhn.hl7v2.model.Segment> theirs) throws HL7Exception {
        List<Segment> ours = message.segments();
        if (ours.size() != theirs.size()) {
            different.add(name);
        }
        for (int s = 0; s < Math.min(ours.size(), theirs.size()); s++) {
            Segment segment = ours.get(s);
            for (int f = 1; f <= segment.fieldCount(); f++) {
                int r = 0;
                for (Value repetition : segment.field(f).repetitions()) {
                    r++;
                    int c = 0;
                    for (Value component : repetition.components()) {
                        c++;
                        int p = 0;
                        for (Value leaf : component.subcomponents()) {
                            p++;
                            values++;
                            Optional<String> said = Optional.ofNullable(Terser.get(theirs.get(s), f, r - 1, c, p));
                            if (!said.orElse("").equals(leaf.isNull() ? "\"\"" : leaf.text())) {
                                different.add(name + " " + segment.id() + "-" + f + "[" + r + "]." + c + "." + p);
                            }
                        }
                    }
                }
            }
        }
    }

    private static List<ca.uhn.hl7v2.model.Segment> segments(Group group) throws HL7Exception {
        List<ca.uhn.hl7v2.model.Segment> all = new ArrayList<>();
        for (String name : group.getNames()) {
            for (Structure structure : group.getAll(name)) {
                if (structure instanceof ca.uhn.hl7v2.model.Segment segment) {
                    all.add(segment);
                } else {
                    all.addAll(segments((Group) structure));
                }
            }
        }
        return all;
    }
}
