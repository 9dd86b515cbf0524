package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;
import java.util.Map;

/** The end-to-end cases on crun, without a daemon, with INGInious' own container program. */
@NamedRuntime("oci:crun")
@OfficialImage
class EndToEndOciCrunOfficialIT extends EndToEnd {

    EndToEndOciCrunOfficialIT() {
        super("oci:crun", "OWN_PROGRAM");
    }

    @Override
    Map<String, String> environments() {
        return OfficialImage.Condition.environments();
    }
}
