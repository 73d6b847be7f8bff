// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.query;

import java.util.List;

/**
 * One repeat of Q-3, in the instrument's own form.
 *
 * @param id the specimen id with its padding, as the instrument wants it back; empty when the component is absent
 * @param components all components, un-escaped
 * @param behind those behind the id: rack, position and the like
 */
public record QueriedSpecimen(String id, List<String> components, List<String> behind) {

    public QueriedSpecimen {
        components = List.copyOf(components);
        behind = List.copyOf(behind);
    }

    static QueriedSpecimen of(List<String> components, QueryDialect dialect) {
        int at = dialect.specimenComponent();
        return at > components.size()
                ? new QueriedSpecimen("", components, List.of())
                : new QueriedSpecimen(components.get(at - 1), components, components.subList(at, components.size()));
    }

    /** The id without the blanks around it, to look the specimen up. */
    public String key() {
        return id.strip();
    }

    /** Component 1: the patient id, if the instrument knows it. */
    public String patientId() {
        return components.isEmpty() ? "" : components.get(0).strip();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "QueriedSpecimen[" + components.size() + " components]";
    }
}
