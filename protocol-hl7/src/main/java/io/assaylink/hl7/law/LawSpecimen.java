// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.message.Segment;
import java.util.Optional;

/**
 * A specimen and the container it stands in: SPM and SAC. Texts are empty where nothing is known.
 *
 * @param container SAC-3, what the barcode says
 * @param specimen SPM-2.1, the identifier the placer gave
 * @param type SPM-4.1, of table 0487, such as {@code SER}; empty is written as {@code ""}, type unknown
 * @param role SPM-11
 * @param carrier SAC-10, the rack
 * @param carrierPosition SAC-11
 * @param tray SAC-13
 * @param trayPosition SAC-14
 */
public record LawSpecimen(
        String container,
        String specimen,
        String type,
        Role role,
        String carrier,
        String carrierPosition,
        String tray,
        String trayPosition) {

    /** SPM-11, table 0369. */
    public enum Role {
        /** Of a patient. */
        PATIENT("P", "Patient"),
        /** Control material. */
        CONTROL("Q", "Control specimen"),
        /** Not known, as in an answer that there is no work for it. */
        UNKNOWN("U", "Unknown"),
        /** Any other value, or none: look into SPM-11. */
        OTHER("", "");

        private final String code;
        private final String text;

        Role(String code, String text) {
            this.code = code;
            this.text = text;
        }

        private static Role of(String code) {
            for (Role role : values()) {
                if (role.code.equals(code)) {
                    return role;
                }
            }
            return OTHER;
        }
    }

    /** A patient's specimen in this container, of unknown type. */
    public static LawSpecimen of(String container) {
        return new LawSpecimen(container, "", "", Role.PATIENT, "", "", "", "");
    }

    /** A copy with the placer's identifier. */
    public LawSpecimen withSpecimen(String id) {
        return new LawSpecimen(container, id, type, role, carrier, carrierPosition, tray, trayPosition);
    }

    /** A copy with this type of table 0487. */
    public LawSpecimen withType(String code) {
        return new LawSpecimen(container, specimen, code, role, carrier, carrierPosition, tray, trayPosition);
    }

    /** A copy with this role. */
    public LawSpecimen withRole(Role other) {
        return new LawSpecimen(container, specimen, type, other, carrier, carrierPosition, tray, trayPosition);
    }

    /** A copy that stands in this place of a rack. */
    public LawSpecimen inCarrier(String id, String position) {
        return new LawSpecimen(container, specimen, type, role, id, position, tray, trayPosition);
    }

    /** A copy that stands in this place of a tray. */
    public LawSpecimen inTray(String id, String position) {
        return new LawSpecimen(container, specimen, type, role, carrier, carrierPosition, id, position);
    }

    /** Reads SPM, and SAC of the same group or of the CONTAINER group in it. */
    static LawSpecimen of(Segment spm, SegmentGroup group) {
        Optional<Segment> sac =
                group.segment("SAC").or(() -> group.group("CONTAINER").flatMap(container -> container.segment("SAC")));
        return new LawSpecimen(
                text(sac, 3),
                spm.subcomponent(2, 1, 1).text(),
                spm.component(4, 1).text(),
                Role.of(spm.component(11, 1).text()),
                text(sac, 10),
                text(sac, 11),
                text(sac, 13),
                text(sac, 14));
    }

    /** SAC of a specimen. */
    static Optional<Segment> sac(SegmentGroup group) {
        return group.segment("SAC").or(() -> group.group("CONTAINER").flatMap(container -> container.segment("SAC")));
    }

    private static String text(Optional<Segment> segment, int field) {
        return segment.map(found -> found.subcomponent(field, 1, 1).text()).orElse("");
    }

    void writeSpm(SegmentFields spm) {
        spm.set(1, "1").subcomponent(2, 1, 1, specimen);
        if (type.isEmpty()) {
            spm.setNull(4);
        } else {
            spm.set(4, type, "", "HL70487");
        }
        if (role != Role.OTHER) {
            spm.set(11, role.code, role.text, "HL70369");
        }
    }

    void writeSac(SegmentFields sac) {
        sac.set(3, container)
                .set(10, carrier)
                .set(11, carrierPosition)
                .set(13, tray)
                .set(14, trayPosition);
    }

    /** Never the identifiers. */
    @Override
    public String toString() {
        return "LawSpecimen[" + role + "]";
    }
}
