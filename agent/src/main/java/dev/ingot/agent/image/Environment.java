package dev.ingot.agent.image;

import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.protocol.AgentMessage;
import java.nio.ByteOrder;

/** An environment that this agent offers: an image on the runtime of an environment type. */
public record Environment(EnvironmentType type, ImageInfo image, ImageLabels labels) {

    /** Returns the name that tasks use. */
    public String name() {
        return labels.name();
    }

    /** Returns the byte order in which its container program writes the length of a message. */
    public ByteOrder frameByteOrder() {
        return labels.version().equals("3") ? type.frameByteOrder() : ByteOrder.BIG_ENDIAN;
    }

    /**
     * Returns whether grader and student programs of the image can communicate through the agent. INGInious' own programs can in
     * version 3 since release 0.8, and no longer in version 4.
     */
    public boolean canRelay() {
        return labels.studentRelay() || labels.version().equals("3") && frameByteOrder() == ByteOrder.BIG_ENDIAN;
    }

    /**
     * Returns whether its grader program reads every message about a student at any rate. INGInious' own program loses messages
     * that arrive together.
     */
    public boolean canReadEveryMessage() {
        return labels.studentRelay() && !labels.pacedRelay();
    }

    AgentMessage.Environment toMessage() {
        return new AgentMessage.Environment(image.id(), name(), image.created().getEpochSecond(), labels.ports(),
            type.runtime().name(), labels.advertised());
    }
}
