package dev.ingot.agent.image;

import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.protocol.AgentMessage;
import java.nio.ByteOrder;

/** An environment this agent offers: one image on one runtime. */
public record Environment(EnvironmentType type, ImageInfo image, ImageLabels labels) {

    /** The name tasks use. */
    public String name() {
        return labels.name();
    }

    /** How its container program writes the length of a message. */
    public ByteOrder frameByteOrder() {
        return labels.version().equals("3") ? type.frameByteOrder() : ByteOrder.BIG_ENDIAN;
    }

    /**
     * Whether its container program can talk to its students, or to its grader, through the agent. That came with INGInious
     * 0.8 and went in the course of version 4.
     */
    public boolean canRelay() {
        return labels.studentRelay() || labels.version().equals("3") && frameByteOrder() == ByteOrder.BIG_ENDIAN;
    }

    /**
     * Whether its container program, as a grader, reads every message about a student, however fast they come. That of INGInious
     * does not.
     */
    public boolean canReadEveryMessage() {
        return labels.studentRelay() && !labels.pacedRelay();
    }

    AgentMessage.Environment toMessage() {
        return new AgentMessage.Environment(image.id(), name(), image.created().getEpochSecond(), labels.ports(),
            type.runtime().name(), labels.advertised());
    }
}
