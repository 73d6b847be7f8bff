// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.gateway.config.HostPort;
import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Addresses given on the command line. */
final class Listen {
    private Listen() {}

    /** A resolved address to bind, or a usage error. */
    static InetSocketAddress address(CommandSpec spec, String text) {
        try {
            InetSocketAddress unresolved = HostPort.parse(text);
            InetSocketAddress address = new InetSocketAddress(unresolved.getHostString(), unresolved.getPort());
            if (address.isUnresolved()) {
                throw new CommandFailure(ExitCode.UNAVAILABLE, "no such host: " + unresolved.getHostString());
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
