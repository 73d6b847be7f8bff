// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import io.assaylink.transport.ws.frame.Deflate;
import io.assaylink.transport.ws.handshake.DeflateOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 7692 section 7.1: what a client offers, what a server makes of it, what a client makes of the answer. */
public final class PerMessageDeflate {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_FORGETS = "server_no_context_takeover";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";
    private static final Set<String> WITHOUT_VALUE = Set.of(SERVER_FORGETS, CLIENT_FORGETS);
    private static final Set<String> KNOWN = Set.of(SERVER_FORGETS, CLIENT_FORGETS, SERVER_BITS, CLIENT_BITS);
    /** Of {@code 2^n}, without leading zeros: 7.1.2.1. */
    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    private static final String FULL_WINDOW = "15";

    /** RFC 6455 9.1, RFC 7230 3.2.6; a quoted value has to be a token too, so it is all there is to quote. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final Pattern PARAMETER =
            Pattern.compile("[ \t]*;[ \t]*(" + TOKEN + ")(?:[ \t]*=[ \t]*(?:(" + TOKEN + ")|\"(" + TOKEN + ")\"))?");
    private static final Pattern EXTENSION = Pattern.compile("[ \t]*(" + TOKEN + ")");
    private static final Pattern BETWEEN = Pattern.compile("[ \t]*(?:,|$)");

    /** What was agreed, and the words of the answer that say so. */
    public record Agreement(Deflate deflate, String answer) {}

    private record Extension(String name, Map<String, String> parameters, boolean repeats) {}

    private PerMessageDeflate() {}

    /** A client's offer. It cannot be made to compress with a smaller window, so it does not offer that. */
    public static String offer(DeflateOptions options) {
        return NAME
                + (options.serverNoContextTakeover() ? "; " + SERVER_FORGETS : "")
                + (options.clientNoContextTakeover() ? "; " + CLIENT_FORGETS : "");
    }

    /** True where the header keeps to its grammar; where it does not, the handshake fails: RFC 6455 9.1. */
    public static boolean wellFormed(List<String> headers) {
        return parse(headers).isPresent();
    }

    /** On the server: the first offer that can be kept, if any. */
    public static Optional<Agreement> accept(List<String> offers, DeflateOptions options) {
        return parse(offers).orElse(List.of()).stream()
                .map(offer -> accept(offer, options))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Agreement> accept(Extension offer, DeflateOptions options) {
        Map<String, String> asked = offer.parameters();
        String clientBits = asked.getOrDefault(CLIENT_BITS, "");
        boolean kept = isOurs(offer)
                && (clientBits.isEmpty() || WINDOW_BITS.matcher(clientBits).matches())
                && asked.getOrDefault(SERVER_BITS, FULL_WINDOW).equals(FULL_WINDOW);
        if (!kept) {
            return Optional.empty();
        }
        boolean serverForgets = asked.containsKey(SERVER_FORGETS) || options.serverNoContextTakeover();
        boolean clientForgets = asked.containsKey(CLIENT_FORGETS) || options.clientNoContextTakeover();
        String answer = NAME
                + (serverForgets ? "; " + SERVER_FORGETS : "")
                + (clientForgets ? "; " + CLIENT_FORGETS : "")
                + (asked.containsKey(SERVER_BITS) ? "; " + SERVER_BITS + "=" + FULL_WINDOW : "");
        return Optional.of(
                new Agreement(new Deflate(clientForgets, serverForgets, options.level(), options.minSize()), answer));
    }

    /** On the client: what a server's answer means; empty where it is none to our offer, and the connection has to fail. */
    public static Optional<Deflate> agreed(List<String> answer, DeflateOptions options) {
        List<Extension> extensions = parse(answer).orElse(List.of());
        if (extensions.size() != 1 || !isOurs(extensions.get(0))) {
            return Optional.empty();
        }
        Map<String, String> told = extensions.get(0).parameters();
        boolean kept = !told.containsKey(CLIENT_BITS) // not offered
                && WINDOW_BITS
                        .matcher(told.getOrDefault(SERVER_BITS, FULL_WINDOW))
                        .matches()
                && (!options.serverNoContextTakeover() || told.containsKey(SERVER_FORGETS));
        boolean weForget = told.containsKey(CLIENT_FORGETS) || options.clientNoContextTakeover();
        return kept
                ? Optional.of(
                        new Deflate(told.containsKey(SERVER_FORGETS), weForget, options.level(), options.minSize()))
                : Optional.empty();
    }

    private static boolean isOurs(Extension extension) {
        return extension.name().equals(NAME)
                && !extension.repeats()
                && extension.parameters().entrySet().stream()
                        .allMatch(one -> KNOWN.contains(one.getKey())
                                && (!WITHOUT_VALUE.contains(one.getKey())
                                        || one.getValue().isEmpty()));
    }

    /** All headers together, as if they were one list; empty where one is malformed. */
    private static Optional<List<Extension>> parse(List<String> headers) {
        List<Extension> extensions = new ArrayList<>();
        for (String header : headers) {
            Matcher words = EXTENSION.matcher(header);
            int at = 0;
            while (at < header.length() || at == 0) {
                words.usePattern(EXTENSION);
                if (!words.region(at, header.length()).lookingAt()) {
                    return Optional.empty();
                }
                String name = words.group(1);
                Map<String, String> parameters = new HashMap<>();
                boolean repeats = false;
                words.usePattern(PARAMETER);
                for (at = words.end(); words.region(at, header.length()).lookingAt(); at = words.end()) {
                    String value = words.group(2) != null ? words.group(2) : words.group(3);
                    repeats |= parameters.put(words.group(1), value == null ? "" : value) != null;
                }
                extensions.add(new Extension(name, parameters, repeats));
                words.usePattern(BETWEEN);
                if (!words.region(at, header.length()).lookingAt()) {
                    return Optional.empty();
                }
                at = words.end();
            }
        }
        return Optional.of(extensions);
    }
}
