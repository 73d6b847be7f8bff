// SPDX-License-Identifier: Apache-2.0
/**
 * The command line. Start at {@link io.assaylink.gateway.cli.Main}; each command is a class of its name.
 *
 * <p>stdout is data, stderr is diagnostics without patient data. Exit codes are those of
 * {@link io.assaylink.gateway.cli.ExitCode}.
 */
@NullMarked
package io.assaylink.gateway.cli;

import org.jspecify.annotations.NullMarked;
