package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;

/**
 * How the server maps the users of an instance.
 *
 * @param first on the host, of the instance's user 0
 * @param count from there on
 */
record UserMap(long first, long count) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an instance's configuration says. */
    static UserMap of(JsonNode instance) {
        return of(instance.path("config").path("volatile.idmap.next").asText());
    }

    static UserMap of(String written) {
        try {
            for (JsonNode entry : JSON.readTree(written)) {
                if (entry.path("Isuid").asBoolean() && entry.path("Nsid").asLong() == 0) {
                    return new UserMap(entry.path("Hostid").asLong(), entry.path("Maprange").asLong());
                }
            }
        } catch (JsonProcessingException e) {
            throw new RuntimeFault(Kind.INVALID, "this maps users in a way we cannot read: " + written, e);
        }
        throw new RuntimeFault(Kind.INVALID, "this maps no users: " + written, null);
    }
}
