package dev.ingot.agent.runtime.oci.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks which plugins are called, with which settings. */
class BridgePlanTest {

    private final BridgePlan plan =
        BridgePlan.of(Path.of("/cni"), Path.of("/addresses"), "ingot0", "10.1.0.0/16", Map.of(22, 64120));

    @Test
    void callsPortmapAfterTheBridgePlugin() {
        assertEquals(List.of("loopback", "bridge", "portmap", "firewall"),
            plan.plugins().stream().map(plugin -> plugin.get("type")).toList());
        assertEquals(Set.of(64120), plan.hostPorts());
        assertEquals(Map.of("portMappings", List.of(Map.of("containerPort", 22, "hostPort", 64120, "protocol", "tcp"))),
            plan.plugins().get(2).get("runtimeConfig"));
    }

    @Test
    void portsAreInTheirOrder() {
        BridgePlan many = BridgePlan.of(Path.of("/cni"), Path.of("/addresses"), "ingot0", "10.1.0.0/16",
            Map.of(5, 64125, 1, 64121, 4, 64124, 2, 64122, 3, 64123));
        assertEquals("[64121, 64122, 64123, 64124, 64125]", many.hostPorts().toString());
        List<?> mappings = (List<?>) ((Map<?, ?>) many.plugins().get(2).get("runtimeConfig")).get("portMappings");
        assertEquals(List.of(1, 2, 3, 4, 5), mappings.stream().map(each -> ((Map<?, ?>) each).get("containerPort")).toList());
    }

    @Test
    void onlyLoopbackIsNotTheContainersFirstInterface() {
        assertEquals(List.of("lo", "eth0", "eth0", "eth0"), plan.plugins().stream().map(plan::interfaceOf).toList());
    }

    @Test
    void isReadBackFromItsJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertEquals(plan, json.readValue(json.writeValueAsBytes(plan), BridgePlan.class));
    }
}
