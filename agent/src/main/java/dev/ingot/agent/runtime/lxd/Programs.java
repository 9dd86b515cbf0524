package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which programs the images have. The server tells of one that is missing as of one that returned 127, so we look before the
 * first time.
 */
final class Programs {

    private final Instances instances;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Programs(Instances instances) {
        this.instances = instances;
    }

    /** Throws when a running instance of the image has no such program. */
    void require(String instance, String image, String program, String path) {
        String key = image + " " + program;
        if (known.contains(key)) {
            return;
        }
        List<String> places = program.contains("/") ? List.of(program)
            : Stream.of(path.split(":")).map(folder -> folder + "/" + program).toList();
        if (places.stream().noneMatch(place -> isThere(instance, place))) {
            throw new RuntimeFault(Kind.INVALID, "image " + image + " has no program " + program, null);
        }
        known.add(key);
    }

    private boolean isThere(String instance, String place) {
        try {
            instances.client().head("look for " + place, Instances.path(instance) + "/files?path="
                + URLEncoder.encode(place, StandardCharsets.UTF_8));
            return true;
        } catch (RuntimeFault e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
