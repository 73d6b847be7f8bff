// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.MessageType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The abstract syntax of a message structure of table 0354.
 *
 * <p>Known are the structures of results, work orders and queries as IHE LAW and its predecessors use them, from version
 * 2.5.1 with what LAW takes from later ones: ORU_R01, OUL_R22, OUL_R23, OML_O33, OML_O21, ORM_O01, ORL_O34, ORL_O42, RSP_K11,
 * QBP_Q11 and ACK. All others are grouped by rule ({@link #byRule()}).
 *
 * <p>Where the standard leaves open whether ORC and OBR begin the next order or a prior result of the one before, they begin
 * an order; prior results begin with PID.
 */
public final class MessageStructure {

    private static final String TIMING = "[{TIMING: TQ1 [{TQ2}]}]";
    private static final String RESULT = "[{RESULT: OBX [TCD] [{SID}] [{INV}] [{NTE}]}]";
    private static final String PATIENT = "[PATIENT: PID [PD1] [{NTE}] [{NK1}] [{ARV}]]";
    private static final String VISIT = "[VISIT: PV1 [PV2]]";
    private static final String PRIOR =
            "[{PRIOR_RESULT: {PATIENT_PRIOR: PID [PD1]} [PATIENT_VISIT_PRIOR: PV1 [PV2]] [{AL1}]"
                    + " {ORDER_PRIOR: [ORC] OBR [{NTE}] [{TIMING_PRIOR: TQ1 [{TQ2}]}]"
                    + " {OBSERVATION_PRIOR: OBX [{NTE}]}}}]";
    private static final String REQUEST =
            "[OBSERVATION_REQUEST: OBR [TCD] [{NTE}] [{DG1}] [{OBSERVATION: OBX [TCD] [{NTE}]}]";
    private static final String ANSWERED_ORDER =
            "[{ORDER: ORC " + TIMING + " [OBSERVATION_REQUEST: OBR [TCD] [{NTE}] [{SPECIMEN: SPM [{OBX}] [{SAC}]}]]}]";

    private static final Map<String, MessageStructure> KNOWN = known();
    private static final MessageStructure BY_RULE = new MessageStructure(Syntax.parse(
            "MESSAGE",
            "MSH [{SFT}] [{NTE}] [MSA] [{ERR}] [{PATIENT_RESULT: [PATIENT: PID [PD1] [{NTE}] [{NK1}] [VISIT: PV1 [PV2]]]"
                    + " [{SPECIMEN: SPM [{OBX}] [{SAC}] [{ORDER: [ORC] OBR [ORC] [{NTE}] " + TIMING + " " + RESULT
                    + "}]}]"
                    + " [{ORDER_OBSERVATION: [ORC] OBR [{NTE}] " + TIMING + " [{OBSERVATION: OBX [{NTE}]}]"
                    + " [{SPECIMEN: SPM [{OBX}] [{SAC}]}]}]"
                    + " [{OBSERVATION: OBX [{NTE}]}]}] [DSC]"));

    private final Syntax syntax;

    private MessageStructure(Syntax syntax) {
        this.syntax = syntax;
    }

    /**
     * The structure of {@code message}: the one that MSH-9.3 names if it is known, else the one its code and event stand for,
     * else {@link #byRule()}. What MSH-9.3 says is a hint, no check: vendors put names of their own there.
     */
    public static MessageStructure of(Hl7Message message) {
        MessageType type = message.type();
        Optional<MessageStructure> named = named(type.structure());
        if (named.isPresent()) {
            return named.get();
        }
        String key = switch (type.code()) {
            case "ACK", "MCF" -> "ACK";
            case "RSP" -> "RSP_K11";
            case "QBP" -> "QBP_Q11";
            default -> type.code() + "_" + type.event();
        };
        return named(key).orElse(BY_RULE);
    }

    /** A known structure by its name in table 0354, such as {@code OUL_R22}. */
    public static Optional<MessageStructure> named(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    /**
     * For messages of no known structure: PID begins a patient, ORC or OBR an order, SPM a specimen, OBX an observation of
     * what is open, NTE belongs to what is before it.
     */
    public static MessageStructure byRule() {
        return BY_RULE;
    }

    /**
     * A structure of the caller's own.
     *
     * @param name such as {@code ORU_Z01}
     * @param syntax as chapters of the standard print it: <code>MSH [{NTE}] {ORDER: [ORC] OBR [{RESULT: OBX [{NTE}]}]}</code>
     * @throws IllegalArgumentException if the text is no syntax
     */
    public static MessageStructure parse(String name, String syntax) {
        return new MessageStructure(Syntax.parse(name, syntax));
    }

    /** Its name; {@code MESSAGE} for the one by rule. */
    public String name() {
        return syntax.name();
    }

    Syntax syntax() {
        return syntax;
    }

    @Override
    public String toString() {
        return "MessageStructure[" + name() + "]";
    }

    private static Map<String, MessageStructure> known() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ACK", "MSH [{SFT}] [UAC] MSA [{ERR}]");
        all.put(
                "ORU_R01",
                "MSH [{SFT}] [UAC] {PATIENT_RESULT: [PATIENT: PID [PD1] [{NTE}] [{NK1}] " + VISIT + "]"
                        + " {ORDER_OBSERVATION: [ORC] OBR [{NTE}] " + TIMING.replace("TIMING", "TIMING_QTY")
                        + " [CTD] [{OBSERVATION: OBX [{NTE}]}] [{FT1}] [{CTI}] [{SPECIMEN: SPM [{OBX}]}]}} [DSC]");
        String order = "{ORDER: OBR [ORC] [{NTE}] " + TIMING.replace("TIMING", "TIMING_QTY") + " [TCD] " + RESULT
                + " [{CTI}]}";
        all.put(
                "OUL_R22",
                "MSH [{SFT}] [UAC] [{NTE}] " + PATIENT + " " + VISIT
                        + " {SPECIMEN: SPM [{OBX}] [{CONTAINER: SAC [{INV}]}] " + order + "} [DSC]");
        all.put(
                "OUL_R23",
                "MSH [{SFT}] [UAC] [{NTE}] " + PATIENT + " " + VISIT
                        + " {SPECIMEN: SPM [{OBX}] {CONTAINER: SAC [{INV}] " + order + "}} [DSC]");
        String patient = "[PATIENT: PID [PD1] [{NTE}] [{NK1}] [{ARV}] [PATIENT_VISIT: PV1 [PV2]]"
                + " [{INSURANCE: IN1 [IN2] [IN3]}] [GT1] [{AL1}]]";
        all.put(
                "OML_O33",
                "MSH [{SFT}] [UAC] [{NTE}] " + patient + " {SPECIMEN: SPM [{OBX}] [{SAC}] {ORDER: ORC " + TIMING + " "
                        + REQUEST + " " + PRIOR + "]}}");
        all.put(
                "OML_O21",
                "MSH [{SFT}] [UAC] [{NTE}] " + patient + " {ORDER: ORC " + TIMING + " " + REQUEST
                        + " [{SPECIMEN: SPM [{OBX}] [{CONTAINER: SAC [{OBX}]}]}] " + PRIOR
                        + "] [{FT1}] [{CTI}] [BLG]}");
        all.put(
                "ORM_O01",
                "MSH [{NTE}] " + patient + " {ORDER: ORC [ORDER_DETAIL: OBR [{NTE}] [CTD] [{DG1}]"
                        + " [{OBSERVATION: OBX [{NTE}]}]] [{FT1}] [{CTI}] [BLG]}");
        String answer = "MSH MSA [{ERR}] [{SFT}] [UAC] [{NTE}] [RESPONSE: [PATIENT: PID [PD1] [{NTE}]]"
                + " {SPECIMEN: SPM [{OBX}] [{SAC}] " + ANSWERED_ORDER + "}]";
        all.put("ORL_O34", answer);
        all.put("ORL_O42", answer);
        all.put("RSP_K11", "MSH [{SFT}] [UAC] MSA [{ERR}] QAK QPD [ROW_DEFINITION: RDF [{RDT}]] [DSC]");
        all.put("QBP_Q11", "MSH [{SFT}] [UAC] QPD RCP [DSC]");
        Map<String, MessageStructure> known = new LinkedHashMap<>();
        all.forEach((name, text) -> known.put(name, new MessageStructure(Syntax.parse(name, text))));
        return Map.copyOf(known);
    }
}
