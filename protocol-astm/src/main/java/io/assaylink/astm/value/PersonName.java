// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

/**
 * A name of E1394 6.6.5: {@code last^first^middle^suffix^title}. What was not written is empty.
 *
 * @param last family name
 * @param first given name
 * @param middle name or initial
 * @param suffix such as Jr.
 * @param title such as Dr.
 */
public record PersonName(String last, String first, String middle, String suffix, String title) {

    /** Family and given name. */
    public static PersonName of(String last, String first) {
        return new PersonName(last, first, "", "", "");
    }

    /** The components in the order of the standard. */
    public String[] components() {
        return new String[] {last, first, middle, suffix, title};
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "PersonName[]";
    }
}
