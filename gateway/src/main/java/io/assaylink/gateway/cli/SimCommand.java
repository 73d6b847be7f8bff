// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assaylink sim}: the other sides, for trying a gateway. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Plays an analyzer or a hub.",
        subcommands = {SimSendCommand.class, SimHubCommand.class})
final class SimCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to play: send or hub");
    }
}
