package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ingot.grading.GraderCodec;
import dev.ingot.grading.MessageValidator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks that decoders return a message or throw {@link MalformedMessage} for any input. */
class HostileFramesTest {
    private static final long SEED = 20;
    private static final int MUTATIONS = 300;

    private interface Decoder {
        Object decode(byte[] frame) throws MalformedMessage;
    }

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final GraderCodec graderCodec = new GraderCodec();
    private final List<Decoder> decoders = List.of(
        codec::decodeAgent, codec::decodeClient, codec::decodeToAgent, codec::decodeToClient, this::decodeGrader);
    private final Random random = new Random(SEED);
    private int rejected;

    @Test
    void randomBytes() {
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = new byte[random.nextInt(64)];
            random.nextBytes(frame);
            decode(frame);
        }
        assertTrue(rejected > 90_000, "only " + rejected + " rejected");
    }

    @Test
    void mutatedFrames() throws IOException {
        List<CapturedFrames.CapturedFrame> frames = new ArrayList<>(CapturedFrames.read("backend-wire.jsonl"));
        frames.addAll(CapturedFrames.read("container-stdio.jsonl"));
        for (CapturedFrames.CapturedFrame captured : frames) {
            for (int i = 0; i < MUTATIONS; i++) {
                decode(mutate(captured.frame()));
            }
        }
        assertTrue(rejected > 0);
    }

    private Object decodeGrader(byte[] frame) throws MalformedMessage {
        MessageValidator check = new MessageValidator(GraderCodec::limits, _ -> { });
        try {
            check.begin(frame.length);
            check.accept(frame, 0, frame.length);
            check.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return graderCodec.decode(check.type(), frame);
    }

    private byte[] mutate(byte[] original) {
        byte[] frame = random.nextInt(4) == 0
            ? Arrays.copyOf(original, random.nextInt(original.length + 8))
            : original.clone();
        for (int i = random.nextInt(4); i >= 0 && frame.length > 0; i--) {
            // Headers, where a changed byte has the most effect, are near the front.
            int where = random.nextInt(random.nextBoolean() ? frame.length : Math.min(frame.length, 120));
            frame[where] = (byte) random.nextInt();
        }
        return frame;
    }

    private void decode(byte[] frame) {
        for (Decoder decoder : decoders) {
            try {
                decoder.decode(frame);
            } catch (MalformedMessage expected) {
                rejected++;
            } catch (RuntimeException | Error e) {
                fail("a frame of seed " + SEED + ": " + Hex.of(frame), e);
            }
        }
    }
}
