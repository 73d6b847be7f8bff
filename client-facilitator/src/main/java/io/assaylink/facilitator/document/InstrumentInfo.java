// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

/**
 * What is configured about an instrument; goes into its documents as it stands. Empty where unknown.
 *
 * @param id its name in this laboratory, such as {@code chem-1}
 * @param vendor who made it
 * @param model which it is
 * @param serial serial number
 * @param software version of its software
 * @param profile the profile it is read with, such as {@code generic-astm@1}
 */
public record InstrumentInfo(String id, String vendor, String model, String serial, String software, String profile) {

    /** An instrument of which only the name is known. */
    public static InstrumentInfo of(String id) {
        return new InstrumentInfo(id, "", "", "", "", "");
    }

    /** A copy that is read with this profile. */
    public InstrumentInfo withProfile(String value) {
        return new InstrumentInfo(id, vendor, model, serial, software, value);
    }
}
