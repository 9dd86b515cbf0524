package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which images there are. */
abstract class ImagesContract {

    private final ContractFixture bench;

    ImagesContract(ContractFixture bench) {
        this.bench = bench;
    }

    @Test
    void theImageIsListedWithItsLabelsAndAge() {
        ImageInfo image = bench.runtime().images().stream()
            .filter(each -> each.id().equals(bench.imageId())).findFirst().orElseThrow();
        assertTrue(image.labels().containsKey(Labels.ENVIRONMENT_NAME));
        assertEquals("a value", image.labels().get("dev.ingot.test.label"));
        assertEquals(Instant.ofEpochSecond(1_600_000_000), image.created());
    }

    @Test
    void everyImageListedIsAGradingImage() {
        assertTrue(bench.runtime().images().stream().allMatch(image -> image.labels().containsKey(Labels.ENVIRONMENT_NAME)));
    }
}
