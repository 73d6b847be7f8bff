// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import java.util.List;

/**
 * A universal test id of E1394 6.6.1: {@code universal^name^type^local code^…}. Instruments put their code where they
 * like: most into component 4, Sysmex into 5, Ortho Vision into 1, Roche as {@code code/dilution/pre-dilution} into 4.
 *
 * @param components un-escaped, trailing empty ones left out
 */
public record TestId(List<String> components) {

    public TestId {
        components = List.copyOf(components);
    }

    /** The usual form, the code in component 4: {@code ^^^GLU}. */
    public static TestId local(String code) {
        return new TestId(List.of("", "", "", code));
    }

    /** Component, from 1; empty when absent. */
    public String component(int position) {
        return position <= components.size() ? components.get(position - 1) : "";
    }

    /** Component 1. */
    public String universal() {
        return component(1);
    }

    /** Component 2. */
    public String name() {
        return component(2);
    }

    /** Component 3: the coding system of the universal id. */
    public String type() {
        return component(3);
    }

    /** Component 4. */
    public String localCode() {
        return component(4);
    }

    /** {@code ALL} alone, as queries say it. */
    public boolean isAll() {
        return components.size() == 1 && components.get(0).strip().equals("ALL");
    }
}
