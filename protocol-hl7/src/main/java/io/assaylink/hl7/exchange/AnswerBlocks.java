// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.Acknowledgment.Content;
import io.assaylink.hl7.ack.AcknowledgmentWriter;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.ack.RequestHeader;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Makes the blocks of our answers. */
final class AnswerBlocks {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
    private static final byte VT = 0x0B;
    private static final byte FS = 0x1C;

    private final AcknowledgmentWriter writer;
    private final RequestHeader header = new RequestHeader();
    private final ControlIds ids;
    private final InstantSource wallClock;
    private final ZoneId zone;

    AnswerBlocks(ExchangeOptions options, ControlIds ids, InstantSource wallClock, ZoneId zone) {
        this.writer = new AcknowledgmentWriter(options.acknowledgments(), ids, zone);
        this.ids = ids;
        this.wallClock = wallClock;
        this.zone = zone;
    }

    List<ByteBuffer> of(Hl7Message request, List<AckCode> codes, OptionalLong expectedSequence) {
        List<ByteBuffer> blocks = new ArrayList<>(codes.size());
        for (AckCode code : codes) {
            Content content = Content.of(code);
            blocks.add(of(
                    request,
                    expectedSequence.isPresent()
                            ? content.withExpectedSequence(expectedSequence.getAsLong())
                            : content));
        }
        return blocks;
    }

    /** One block. A header may hold FS where the framing tolerates that; no block of ours can, so it becomes a blank. */
    ByteBuffer of(Hl7Message request, Content content) {
        byte[] bytes =
                writer.bytes(header.read(request), content, wallClock.instant().getEpochSecond());
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == FS || bytes[i] == VT) {
                bytes[i] = ' ';
            }
        }
        return MllpEncoder.encode(ByteBuffer.wrap(bytes));
    }

    String time() {
        return TIME.format(wallClock.instant().atZone(zone));
    }

    String nextId() {
        return ids.next();
    }

    /** The message within a block. */
    static Hl7Message content(ByteBuffer block) {
        byte[] content = new byte[block.remaining() - 3];
        block.duplicate().position(block.position() + 1).get(content);
        return Hl7Message.of(content);
    }
}
