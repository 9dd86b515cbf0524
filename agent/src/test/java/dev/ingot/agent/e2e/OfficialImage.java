package dev.ingot.agent.e2e;

import dev.ingot.backend.cases.Case;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a test class only when {@code -Dingot.official=} names the environment of an image with INGInious' own container
 * program of version 4, and, behind a comma, one of version 3 if that is there too. No such image can be built here: it comes
 * from a registry.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OfficialImage.Condition.class)
@interface OfficialImage {

    /** Reads the property. */
    final class Condition implements ExecutionCondition {
        private static final List<String> REPLACED = List.of(Case.ENVIRONMENT, "default-v3");

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return environments().isEmpty()
                ? ConditionEvaluationResult.disabled("no official image: -Dingot.official= names no environment")
                : ConditionEvaluationResult.enabled(environments().toString());
        }

        /** Returns the environments of this project's images to those of the official ones. */
        static Map<String, String> environments() {
            List<String> named = Stream.of(System.getProperty("ingot.official", "").split(","))
                .map(String::strip).filter(name -> !name.isEmpty()).toList();
            Map<String, String> environments = new HashMap<>();
            for (int i = 0; i < Math.min(named.size(), REPLACED.size()); i++) {
                environments.put(REPLACED.get(i), named.get(i));
            }
            return environments;
        }
    }
}
