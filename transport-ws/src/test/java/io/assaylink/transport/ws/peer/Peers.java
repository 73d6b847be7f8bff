// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs that no one here wrote, where this machine has them; a test that lacks its peer is skipped and says how to get
 * it. {@code ASSAYLINK_PEERS} is a folder with {@code node_modules}.
 */
enum Peers {
    NODE("Node with the package ws: npm install --prefix \"$ASSAYLINK_PEERS\" ws@8") {
        @Override
        Optional<List<String>> command(String script) {
            String folder = System.getenv("ASSAYLINK_PEERS");
            return folder != null && Files.isDirectory(Path.of(folder, "node_modules", "ws"))
                    ? found("node").map(node -> List.of(node.toString(), script + ".js"))
                    : Optional.empty();
        }
    },
    PYTHON("Python with websockets: apt-get install python3-websockets") {
        @Override
        Optional<List<String>> command(String script) {
            // the system's: what else is called python3 on the PATH does not see Debian's packages
            Path python = Path.of("/usr/bin/python3");
            return Files.isExecutable(python) && runs(python.toString(), "-c", "import websockets")
                    ? Optional.of(List.of(python.toString(), script + ".py"))
                    : Optional.empty();
        }
    },
    NGINX("nginx: apt-get install nginx") {
        @Override
        Optional<List<String>> command(String script) {
            return found("nginx").map(nginx -> List.of(nginx.toString()));
        }
    },
    TINYPROXY("tinyproxy: apt-get install tinyproxy") {
        @Override
        Optional<List<String>> command(String script) {
            return found("tinyproxy").map(proxy -> List.of(proxy.toString()));
        }
    };

    private static final Path SCRIPTS = Path.of("src/test/resources/peers");

    private final String how;

    Peers(String how) {
        this.how = how;
    }

    /** What runs this script, without its ending; empty where the peer is not here. */
    abstract Optional<List<String>> command(String script);

    /** The command, or the test is skipped. */
    List<String> wanted() {
        return wanted("");
    }

    private List<String> wanted(String script) {
        Optional<List<String>> command = command(SCRIPTS.resolve(script).toString());
        assumeTrue(command.isPresent(), "PEER ABSENT, test skipped. It needs " + how);
        return command.get();
    }

    /** Runs the script, or the test is skipped. */
    Program start(String script, String... arguments) throws IOException {
        return new Program(
                Stream.concat(wanted(script).stream(), Arrays.stream(arguments)).toList());
    }

    private static Optional<Path> found(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin";
        return Arrays.stream(path.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean runs(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException absent) {
            return false;
        }
    }
}
