// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A range of IP addresses in CIDR notation (RFC 4632, RFC 4291 2.3): {@code 10.1.2.0/24}, {@code fd00::/8}, or one address
 * without a length. IPv4-mapped IPv6 addresses are IPv4's. Immutable.
 */
public final class AddressRange {
    private final byte[] network;
    private final int length;

    private AddressRange(byte[] network, int length) {
        this.network = network;
        this.length = length;
    }

    /**
     * Reads a range; names are not looked up, and bits behind the length are passed over.
     *
     * @throws IllegalArgumentException saying what it should look like
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.strip());
        if (literal == null || address.indexOf('%') >= 0) {
            throw wrong();
        }
        byte[] network = plain(literal);
        int bits = network.length * 8;
        if (slash < 0) {
            return new AddressRange(network, bits);
        }
        String digits = text.substring(slash + 1).strip();
        if (!digits.matches("\\d{1,3}")) {
            throw wrong();
        }
        int length = Integer.parseInt(digits) - (literal.length - network.length) * 8;
        if (length < 0 || length > bits) {
            throw wrong();
        }
        return new AddressRange(network, length);
    }

    public boolean contains(InetAddress address) {
        byte[] candidate = address.getAddress();
        if (candidate.length != network.length) {
            return false;
        }
        int whole = length / 8;
        if (!Arrays.equals(network, 0, whole, candidate, 0, whole)) {
            return false;
        }
        int rest = length % 8;
        return rest == 0 || ((network[whole] ^ candidate[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    /** IPv4 for an IPv4-mapped address, as {@link InetAddress} has it. */
    private static byte[] plain(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal).getAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("a range looks like 10.1.2.0/24, fd00::/8 or 10.1.2.3");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && length == range.length && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + length;
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(network) + "/" + length;
    }
}
