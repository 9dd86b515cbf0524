package dev.ingot.agent.runtime.lxd.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Describes a background operation of a server.
 *
 * @param id       of the operation
 * @param metadata what the server reports about it; depends on the kind of operation
 */
public record Operation(String id, JsonNode metadata) {

    /** Evaluates the server's description of an operation. */
    static Operation of(JsonNode operation) {
        return new Operation(operation.path("id").asText(), operation.path("metadata"));
    }
}
