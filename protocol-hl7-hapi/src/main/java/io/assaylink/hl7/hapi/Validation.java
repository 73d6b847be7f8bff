// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.util.ReadOnlyMessageIterator;
import ca.uhn.hl7v2.validation.MessageRule;
import ca.uhn.hl7v2.validation.PrimitiveTypeRule;
import ca.uhn.hl7v2.validation.ValidationContext;
import ca.uhn.hl7v2.validation.ValidationException;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.MessageType;
import io.assaylink.hl7.message.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Applies HAPI's rules to a message value by value. HAPI's own validator does not tell which of several segments of a name
 * it means.
 */
final class Validation {

    private final ValidationContext rules;
    private final String version;
    private final List<HapiProblem> problems = new ArrayList<>();

    private Validation(ValidationContext rules, String version) {
        this.rules = rules;
        this.version = version;
    }

    /** What {@code rules} find in {@code hapi}, which was parsed from {@code message}: values in order, then the whole. */
    static List<HapiProblem> of(Hl7Message message, Message hapi, ValidationContext rules) throws HL7Exception {
        Validation validation = new Validation(rules, hapi.getVersion());
        validation.segments(hapi);
        MessageType type = message.type();
        for (MessageRule rule : rules.getMessageRules(validation.version, type.code(), type.event())) {
            for (ValidationException found : rule.apply(hapi)) {
                validation.problems.add(HapiProblem.of(found));
            }
        }
        return List.copyOf(validation.problems);
    }

    private void segments(Message message) throws HL7Exception {
        Map<String, Integer> seen = new HashMap<>();
        Iterator<Structure> all = ReadOnlyMessageIterator.createPopulatedSegmentIterator(message);
        while (all.hasNext()) {
            if (!(all.next() instanceof Segment segment)) {
                continue;
            }
            int occurrence = seen.merge(segment.getName(), 1, Integer::sum);
            for (int field = 1; field <= segment.numFields(); field++) {
                Type[] repetitions = segment.getField(field);
                for (int i = 0; i < repetitions.length; i++) {
                    String place = segment.getName() + "[" + occurrence + "]-" + field + "[" + (i + 1) + "]";
                    value(repetitions[i], place, 0);
                }
            }
        }
    }

    /** Depth 0 is a repetition, 1 a component, 2 a subcomponent. */
    private void value(Type type, String place, int depth) {
        Type inner = type instanceof Varies varies ? varies.getData() : type;
        if (inner instanceof Composite composite && depth < 2) {
            Type[] parts = composite.getComponents();
            for (int i = 0; i < parts.length; i++) {
                value(parts[i], place + "." + (i + 1), depth + 1);
            }
        } else if (inner instanceof Primitive primitive) {
            primitive(primitive, place);
        }
    }

    private void primitive(Primitive primitive, String place) {
        String value = primitive.getValue();
        if (value == null || value.isEmpty() || value.equals("\"\"")) {
            return;
        }
        for (PrimitiveTypeRule rule : rules.getPrimitiveRules(version, primitive.getName(), primitive)) {
            for (ValidationException found : rule.apply(value)) {
                problems.add(HapiProblem.ofValue(found, Path.parse(place)));
            }
        }
    }
}
