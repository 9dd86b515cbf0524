package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that variables and labels of a specification are sorted, whatever map they come from. */
class ContainerSpecTest {
    /** Maps of this kind have an order that differs from process to process. */
    private static final Map<String, String> UNORDERED = Map.copyOf(
        IntStream.range(10, 40).boxed().collect(Collectors.toMap(i -> "name" + i, i -> "value" + i)));
    private static final List<String> SORTED = IntStream.range(10, 40).mapToObj(i -> "name" + i).toList();

    @Test
    void variablesAndLabelsAreSorted() {
        ContainerSpec spec = new ContainerSpec("image", List.of(), UNORDERED, List.of(), new Network.None(),
            new Limits(1 << 26, 10, 10), false, UNORDERED);
        assertEquals(SORTED, List.copyOf(spec.environment().keySet()));
        assertEquals(SORTED, List.copyOf(spec.labels().keySet()));
    }

    @Test
    void labelsOfImagesAreSorted() {
        assertEquals(SORTED, List.copyOf(new ImageInfo("id", Instant.EPOCH, UNORDERED).labels().keySet()));
    }

    @Test
    void settingsOfTheNetworkAreSorted() {
        assertEquals("[net.ipv4.ip_unprivileged_port_start, net.ipv4.ping_group_range]",
            NetworkSysctls.of(NetworkSysctls.ALL_GROUPS).keySet().toString());
    }
}
