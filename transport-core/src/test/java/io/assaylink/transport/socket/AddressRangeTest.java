// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("T12 allow-list: RFC 4632, RFC 4291 2.3")
class AddressRangeTest {

    private static boolean in(String range, String address) throws Exception {
        return AddressRange.parse(range).contains(InetAddress.getByName(address));
    }

    @Example
    void rangesOfBothFamilies() throws Exception {
        assertThat(in("10.1.2.0/24", "10.1.2.255")).isTrue();
        assertThat(in("10.1.2.0/24", "10.1.3.0")).isFalse();
        assertThat(in("10.1.2.128/25", "10.1.2.127")).isFalse();
        assertThat(in("10.1.2.3", "10.1.2.3")).isTrue();
        assertThat(in("10.1.2.3", "10.1.2.4")).isFalse();
        assertThat(in("0.0.0.0/0", "203.0.113.9")).isTrue();
        assertThat(in("0.0.0.0/0", "::1")).isFalse();
        assertThat(in("fd00::/8", "fdff::1")).isTrue();
        assertThat(in("fd00::/8", "fe80::1")).isFalse();
        assertThat(in("::1", "::1")).isTrue();
        assertThat(in("::/0", "10.0.0.1")).isFalse();
    }

    @Example
    void mappedAddressesAreThoseOfIpv4() throws Exception {
        assertThat(in("::ffff:10.1.2.0/120", "10.1.2.9")).isTrue();
        assertThat(in("10.1.2.0/24", "::ffff:10.1.2.9")).isTrue();
        assertThat(AddressRange.parse("::ffff:10.1.2.0/120")).isEqualTo(AddressRange.parse("10.1.2.0/24"));
    }

    @Example
    void bitsBehindTheLengthArePassedOver() throws Exception {
        assertThat(in("10.1.2.77/24", "10.1.2.1")).isTrue();
    }

    @Example
    void whatIsNoRangeIsSaid() {
        for (String wrong : new String[] {
            "",
            "lab",
            "10.1.2",
            "10.1.2.0/",
            "10.1.2.0/33",
            "10.1.2.0/-1",
            "::1/129",
            "10.1.2.0/24/8",
            "fe80::1%eth0/64"
        }) {
            assertThatThrownBy(() -> AddressRange.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("10.1.2.0/24");
        }
    }

    @Property
    void theFirstBitsDecide(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int length)
            throws Exception {
        String range = InetAddress.getByAddress(network).getHostAddress() + "/" + length;
        BigInteger differing =
                new BigInteger(1, network).xor(new BigInteger(1, address)).shiftRight(32 - length);
        assertThat(AddressRange.parse(range).contains(InetAddress.getByAddress(address)))
                .as(range + " " + Arrays.toString(address))
                .isEqualTo(differing.signum() == 0);
    }
}
