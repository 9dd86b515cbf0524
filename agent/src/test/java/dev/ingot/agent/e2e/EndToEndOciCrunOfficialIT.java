package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.util.Map;

/** The end-to-end cases on crun, without a manager, with INGInious' own container program. */
@RequiresRuntime("oci:crun")
@OfficialImage
class EndToEndOciCrunOfficialIT extends EndToEnd {

    EndToEndOciCrunOfficialIT() {
        super("oci:crun", "INGOT_PROGRAM");
    }

    @Override
    Map<String, String> environments() {
        return OfficialImage.Condition.environments();
    }
}
