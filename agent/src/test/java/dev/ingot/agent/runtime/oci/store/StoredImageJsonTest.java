package dev.ingot.agent.runtime.oci.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes and reads the JSON of a stored image, which {@code image list --json} prints too. */
class StoredImageJsonTest {

    @Test
    void labelsArePrintedInTheOrderOfTheirNames() {
        StoredImage image = new StoredImage("sha256:1", Instant.EPOCH,
            Map.of("g", "7", "a", "1", "e", "5", "c", "3", "b", "2", "f", "6", "d", "4"), List.of(), List.of(), "/", "",
            Path.of("tree"), "source", Instant.EPOCH);
        String json = StoredImageJson.write(image);
        assertTrue(json.contains(
            "\"labels\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\",\"f\":\"6\",\"g\":\"7\"}"),
            json);
    }
}
