// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.astm.record.AstmMessage;
import io.assaylink.facilitator.document.Document;
import io.assaylink.facilitator.document.Documents;
import io.assaylink.facilitator.document.InstrumentInfo;
import io.assaylink.gateway.inspect.CaptureFile;
import io.assaylink.gateway.inspect.Note;
import io.assaylink.hl7.message.Hl7Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code assaylink decode}: the messages of a file as JSON. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
            "Prints each message of a file as one lossless JSON document on one line.",
            "The bytes decide what the file is: a capture of an ASTM or MLLP link, or bare messages. What is no message "
                    + "is a line on stderr with a code and an offset."
        })
final class DecodeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "capture or bare messages, ASTM or HL7")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--instrument",
            paramLabel = "ID",
            defaultValue = "file",
            description = "instrument id in the documents (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String instrument;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CaptureFile capture = CaptureFile.read(Input.read(file));
        Instant time = Files.getLastModifiedTime(file).toInstant();
        InstrumentInfo info = InstrumentInfo.of(instrument);
        for (AstmMessage message : capture.astm()) {
            print(Documents.lossless(message, info, time));
        }
        for (Hl7Message message : capture.hl7()) {
            print(Documents.lossless(message, info, time));
        }
        PrintWriter err = spec.commandLine().getErr();
        for (Note note : capture.notes()) {
            err.println("assaylink: " + note);
        }
        if (capture.size() == 0) {
            throw new CommandFailure(ExitCode.UNPARSABLE, file + " holds no message");
        }
        return ExitCode.OK;
    }

    private void print(Document document) {
        spec.commandLine().getOut().println(new String(document.json(), StandardCharsets.UTF_8));
    }
}
