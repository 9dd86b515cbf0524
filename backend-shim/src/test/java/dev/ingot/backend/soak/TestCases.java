package dev.ingot.backend.soak;

import dev.ingot.backend.cases.Case;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Creates cases without content. */
final class TestCases {
    private TestCases() { }

    static Case named(String name, String... requires) {
        return new Case(name, "", OptionalInt.empty(), "default", Set.of(requires), false, name, "task", Map.of(), Map.of(),
            false,
            Optional.empty(), Map.of());
    }
}
