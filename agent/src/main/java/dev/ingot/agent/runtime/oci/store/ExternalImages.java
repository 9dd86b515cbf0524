package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.ImageInfo;
import java.util.List;

/** Grading images outside the store. */
public interface ExternalImages {

    /**
     * Returns all grading images.
     *
     * @throws dev.ingot.agent.runtime.RuntimeFault UNAVAILABLE when they cannot be listed
     */
    List<ImageInfo> listGradingImages();

    /** Returns the source from which an image can be imported. */
    ImageSource source(ImageInfo image);
}
