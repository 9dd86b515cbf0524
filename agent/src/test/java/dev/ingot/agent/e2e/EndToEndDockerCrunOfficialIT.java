package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.util.Map;

/** The end-to-end cases on Docker with crun and INGInious' own container program. */
@RequiresRuntime("docker:crun")
@OfficialImage
class EndToEndDockerCrunOfficialIT extends EndToEnd {

    EndToEndDockerCrunOfficialIT() {
        super("docker:crun", "INGOT_PROGRAM");
    }

    @Override
    Map<String, String> environments() {
        return OfficialImage.Condition.environments();
    }
}
