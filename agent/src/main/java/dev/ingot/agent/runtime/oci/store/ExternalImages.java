package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.ImageInfo;
import java.util.List;

/** Somewhere else's grading images. */
public interface ExternalImages {

    /** All of them; UNAVAILABLE when nobody answers. */
    List<ImageInfo> listGradingImages();

    ImageSource source(ImageInfo image);
}
