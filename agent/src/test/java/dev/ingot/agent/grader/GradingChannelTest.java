package dev.ingot.agent.grader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.grading.GraderMessage;
import dev.ingot.grading.GraderOrder;
import dev.ingot.protocol.MsgpackTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradingChannelTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void usesTheByteOrderOfTheImage(boolean little) throws IOException {
        ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] message = MsgpackTree.encode(Map.of("type", "result", "result", "x"));
        byte[] said = ByteBuffer.allocate(4 + message.length).order(order).putInt(message.length).put(message).array();
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        GradingChannel channel =
            new GradingChannel(new Stdio(heard, new ByteArrayInputStream(said), InputStream.nullInputStream()), order,
                new MessageMemoryBudget(1 << 20).open(() -> { }));
        assertEquals(Optional.of(new GraderMessage.Result("x")), channel.receive());
        channel.send(new GraderOrder.StudentRetval("pabc", 0));
        assertEquals(heard.size() - 4, ByteBuffer.wrap(heard.toByteArray()).order(order).getInt());
    }
}
