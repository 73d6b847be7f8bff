// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

/** What the program answers to its caller; the numbers above 2 are those of {@code sysexits.h}. */
public final class ExitCode {
    public static final int OK = 0;
    /** The input was read and is not as it should be; or not every message was acknowledged. */
    public static final int INVALID = 1;
    /** The command line cannot be understood. */
    public static final int USAGE = 2;
    /** The input is nothing that can be parsed. */
    public static final int UNPARSABLE = 65;
    /** There is no such file. */
    public static final int NO_INPUT = 66;
    /** Something needed is not there: a directory, a port, a peer. */
    public static final int UNAVAILABLE = 69;
    /** Our fault. */
    public static final int INTERNAL = 70;

    private ExitCode() {}
}
