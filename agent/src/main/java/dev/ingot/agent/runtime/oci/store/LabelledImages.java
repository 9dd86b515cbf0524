package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.ImageInfo;
import java.util.List;

/** Somewhere else's grading images. */
public interface LabelledImages {

    /** All of them; UNAVAILABLE when nobody answers. */
    List<ImageInfo> labelled();

    ImageSource source(ImageInfo image);
}
