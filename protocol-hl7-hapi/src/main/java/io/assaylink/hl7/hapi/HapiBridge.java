// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.ModelClassFactory;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.validation.ValidationContext;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Messages as HAPI's model, and back.
 *
 * <p>HAPI holds text: charset and segment terminators are settled on the way in, and what HAPI does not keep (trailing
 * separators, broken escapes) does not come back. The bytes of record are those of the {@link Hl7Message}.
 *
 * <p>Thread-safe.
 */
public final class HapiBridge {

    private final HapiContext context;
    private final HapiContext unvalidated;

    private HapiBridge(ModelClassFactory models, ValidationContext validation) {
        this.context = new DefaultHapiContext(new ParserConfiguration(), validation, models);
        this.unvalidated =
                new DefaultHapiContext(new ParserConfiguration(), ValidationContextFactory.noValidation(), models);
    }

    /** Typed where the structure classes are present (2.5.1 comes with this module), generic elsewhere; no validation. */
    public static HapiBridge typed() {
        return typed(ValidationContextFactory.noValidation());
    }

    /** As {@link #typed()}, with rules of HAPI's. */
    public static HapiBridge typed(ValidationContext validation) {
        return new HapiBridge(new DefaultModelClassFactory(), validation);
    }

    /** Every message as HAPI's {@code GenericMessage}: segments in order, no structure; no validation. */
    public static HapiBridge generic() {
        return new HapiBridge(new GenericModelClassFactory(), ValidationContextFactory.noValidation());
    }

    /**
     * The message in HAPI's model.
     *
     * @throws HL7Exception if HAPI cannot parse it or its rules refuse it
     */
    public Message toHapi(Hl7Message message) throws HL7Exception {
        return context.getPipeParser().parse(text(message));
    }

    /**
     * What {@code rules} find wrong with a message, each with its place; empty for a message they approve of. Rules for values
     * need the structure classes of the message's version: without them only segments and fields are known.
     *
     * @param rules such as {@code ValidationContextFactory.defaultValidation()}
     * @return one problem if HAPI cannot parse the message at all
     */
    public List<HapiProblem> validate(Hl7Message message, ValidationContext rules) {
        try {
            return Validation.of(message, unvalidated.getPipeParser().parse(text(message)), rules);
        } catch (HL7Exception e) {
            return List.of(HapiProblem.of(e));
        }
    }

    /**
     * The message as bytes, in the charset its MSH-18 names; UTF-8 where that is missing or unknown and the text is not
     * ASCII.
     *
     * @throws HL7Exception if HAPI cannot encode it
     */
    public Hl7Message fromHapi(Message message) throws HL7Exception {
        String text = context.getPipeParser().encode(message);
        Hl7Message header = Hl7Message.of(text.getBytes(StandardCharsets.UTF_8));
        Charset charset = Hl7Charset.forName(header.get("MSH-18[1]").text())
                .filter(Hl7Charset::isFramable)
                .filter(named -> named.newEncoder().canEncode(text))
                .orElse(StandardCharsets.UTF_8);
        return Hl7Message.of(text.getBytes(charset));
    }

    private static String text(Hl7Message message) {
        Charset charset = reading(message.charset());
        StringBuilder text = new StringBuilder(message.size());
        for (Segment segment : message.segments()) {
            text.append(charset.decode(segment.raw())).append('\r');
        }
        return text.toString();
    }

    /** ASCII senders that put other bytes into their texts are read as Latin-1, which loses nothing. */
    private static Charset reading(Charset charset) {
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.ISO_8859_1 : charset;
    }
}
