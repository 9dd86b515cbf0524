package dev.ingot.agent.image;

import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.protocol.AgentMessage;

/** An environment this agent offers: one image on one runtime. */
public record Environment(EnvironmentType type, ImageInfo image, ImageLabels labels) {

    /** The name tasks use. */
    public String name() {
        return labels.name();
    }

    AgentMessage.Environment announcement() {
        return new AgentMessage.Environment(image.id(), name(), image.created().getEpochSecond(), labels.ports(),
            type.runtime().name(), labels.advertised());
    }
}
