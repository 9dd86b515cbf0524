package dev.ingot.agent.runtime.oci.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a test class if skopeo, umoci and root are available, and always when a runtime {@code oci:} is named in
 * {@code -Dingot.runtimes=}: then their absence is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresImageTools.Condition.class)
public @interface RequiresImageTools {

    /** Checks for the tools. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = new ArrayList<>(Stream.of("skopeo", "umoci")
                .filter(tool -> Stream.of(System.getenv("PATH").split(":")).noneMatch(folder ->
                    Files.isExecutable(Path.of(folder, tool)))).toList());
            if (!System.getProperty("user.name").equals("root")) {
                missing.add("root");
            }
            boolean named = System.getProperty("ingot.runtimes", "").contains("oci:");
            return missing.isEmpty() || named
                ? ConditionEvaluationResult.enabled("tools for images")
                : ConditionEvaluationResult.disabled("this host lacks " + String.join(", ", missing));
        }
    }
}
