package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes every frame captured between the Python backend, its agent and a client, and encodes it to the same map again. */
class WireFidelityTest {
    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);

    static List<CapturedFrames.CapturedFrame> frames() throws IOException {
        return CapturedFrames.read("backend-wire.jsonl");
    }

    @ParameterizedTest
    @MethodSource("frames")
    void decodesToTheTreeThatPythonSaw(CapturedFrames.CapturedFrame captured) throws MalformedMessage {
        assertEquals(captured.message(), CapturedFrames.tree(captured.frame()));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aTreeEncodesToTheSameBytes(CapturedFrames.CapturedFrame captured) throws MalformedMessage {
        assertEquals(Hex.of(captured.frame()), Hex.of(MsgpackTree.encode(MsgpackTree.decode(captured.frame()))));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aMessageEncodesToTheSameMap(CapturedFrames.CapturedFrame captured) throws MalformedMessage {
        byte[] frame = captured.frame();
        byte[] again = switch (captured.direction() + " " + captured.type()) {
            case "to-backend AgentHello", "to-backend AgentJobStarted", "to-backend AgentJobDone", "to-backend Pong" ->
                codec.encode(codec.decodeAgent(frame));
            case "to-backend ClientHello", "to-backend ClientNewJob", "to-backend ClientKillJob", "to-backend Ping" ->
                codec.encode(codec.decodeClient(frame));
            case "from-backend BackendNewJob", "from-backend BackendKillJob", "from-backend Ping" ->
                codec.encode(codec.decodeToAgent(frame));
            case "from-backend BackendUpdateEnvironments", "from-backend BackendJobStarted", "from-backend BackendJobDone",
                 "from-backend Pong" ->
                codec.encode(codec.decodeToClient(frame));
            default -> throw new AssertionError("a captured frame of an unknown kind: " + captured);
        };
        assertEquals(CapturedFrames.tree(frame), CapturedFrames.tree(again));
    }

    @Test
    void theCapturedFramesCoverBothDirections() throws IOException {
        long kinds = frames().stream().map(captured -> captured.direction() + captured.type()).distinct().count();
        assertEquals(Map.of("frames", 127L, "kinds", 15L), Map.of("frames", (long) frames().size(), "kinds", kinds));
    }
}
