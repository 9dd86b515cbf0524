package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests which images are listed. */
abstract class ImagesContract {

    private final ContractFixture fixture;

    ImagesContract(ContractFixture fixture) {
        this.fixture = fixture;
    }

    @Test
    void theImageIsListedWithItsLabelsAndAge() {
        ImageInfo image = fixture.runtime().images().stream()
            .filter(each -> each.id().equals(fixture.imageId())).findFirst().orElseThrow();
        assertTrue(image.labels().containsKey(Labels.ENVIRONMENT_NAME));
        assertEquals("a value", image.labels().get("dev.ingot.test.label"));
        assertEquals(Instant.ofEpochSecond(1_600_000_000), image.created());
    }

    @Test
    void everyImageListedIsAGradingImage() {
        List<ImageInfo> images = fixture.runtime().images();
        assertFalse(images.isEmpty());
        assertEquals(List.of(), images.stream().filter(image -> !image.labels().containsKey(Labels.ENVIRONMENT_NAME)).toList());
    }
}
