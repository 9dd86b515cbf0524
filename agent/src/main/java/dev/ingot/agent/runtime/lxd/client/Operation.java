package dev.ingot.agent.runtime.lxd.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something a server does in the background.
 *
 * @param id       under which it is asked for
 * @param metadata what the server says of it; depends on the kind
 */
public record Operation(String id, JsonNode metadata) {

    static Operation of(JsonNode operation) {
        return new Operation(operation.path("id").asText(), operation.path("metadata"));
    }
}
