// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code assaylink} in a JVM of its own. */
final class Program implements AutoCloseable {
    private final Process process;
    private final Lines out;
    private final Lines err;

    private Program(Process process) {
        this.process = process;
        out = Lines.of(process.getInputStream());
        err = Lines.of(process.getErrorStream());
    }

    static Program start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /**
     * Starts it.
     *
     * @param flags of the JVM
     */
    static Program start(List<String> flags, String... arguments) throws IOException {
        return new Program(new ProcessBuilder(command(flags, arguments)).start());
    }

    /** What starts it, word by word. */
    static List<String> command(List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // it lives for seconds: no time to be spent on becoming fast
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        if (Runtime.version().feature() >= 23) {
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    long pid() {
        return process.pid();
    }

    Lines out() {
        return out;
    }

    Lines err() {
        return err;
    }

    /** Where it says that it listens for this instrument. */
    InetSocketAddress listensFor(String instrument) throws InterruptedException {
        return address(err.await("instrument " + instrument + " listens on "));
    }

    /** The address at the end of a line. */
    static InetSocketAddress address(String line) {
        int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Types a line. */
    void type(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** SIGKILL: no word, no last write. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        var unused = exitCode();
    }

    /** SIGTERM. */
    void terminate() {
        // not of the process itself: that closes its streams, and with them its last words
        process.toHandle().destroy();
    }

    /** Waits for its end, and for all that it printed. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(Lines.BOUND_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; stdout " + out.all() + ", stderr " + err.all());
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
