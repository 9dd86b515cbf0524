package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;

/**
 * Describes how the server maps the users of an instance.
 *
 * @param first user id on the host of the instance's user 0
 * @param count number of mapped user ids
 */
record UserMap(long first, long count) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Evaluates the configuration of an instance. */
    static UserMap of(JsonNode instance) {
        return of(instance.path("config").path("volatile.idmap.next").asText());
    }

    /**
     * Parses a value of {@code volatile.idmap.next}.
     *
     * @throws RuntimeFault of kind INVALID when it is malformed or does not map user 0
     */
    static UserMap of(String written) {
        try {
            for (JsonNode entry : JSON.readTree(written)) {
                if (entry.path("Isuid").asBoolean() && entry.path("Nsid").asLong() == 0) {
                    return new UserMap(entry.path("Hostid").asLong(), entry.path("Maprange").asLong());
                }
            }
        } catch (JsonProcessingException e) {
            throw new RuntimeFault(Kind.INVALID, "cannot parse volatile.idmap.next: " + written, e);
        }
        throw new RuntimeFault(Kind.INVALID, "volatile.idmap.next has no uid mapping that begins at 0: " + written,
            null);
    }
}
