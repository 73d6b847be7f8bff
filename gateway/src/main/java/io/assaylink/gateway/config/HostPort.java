// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code HOST:PORT} and {@code [IPV6]:PORT}. */
public final class HostPort {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)\\]|([^:\\[\\]/\\s]+)):(\\d{1,5})");

    private HostPort() {}

    /**
     * The address, unresolved.
     *
     * @throws IllegalArgumentException saying what it should look like
     */
    public static InetSocketAddress parse(String text) {
        Matcher m = FORM.matcher(text.strip());
        if (m.matches()) {
            int port = Integer.parseInt(m.group(3));
            if (port <= 65535) {
                return InetSocketAddress.createUnresolved(m.group(1) != null ? m.group(1) : m.group(2), port);
            }
        }
        throw new IllegalArgumentException("an address looks like 127.0.0.1:4010 or [::1]:4010, port 0 to 65535");
    }

    /** The address as {@link #parse} reads it. */
    public static String format(InetSocketAddress address) {
        String host = address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
