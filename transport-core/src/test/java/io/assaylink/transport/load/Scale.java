// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.load;

/** How large a load test is: short in {@code mvn verify}, long in profile {@code load}. */
final class Scale {
    /** True in profile {@code load}. */
    static final boolean LONG = Boolean.getBoolean("assaylink.load");

    private Scale() {}

    static int of(int usual, int inProfileLoad) {
        return LONG ? inProfileLoad : usual;
    }
}
