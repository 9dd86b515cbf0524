package dev.ingot.agent.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a test class only in the full tier ({@link TestTier}): it is slow, and the standard tier tests each of its parts with
 * another runtime.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FullTier.Condition.class)
public @interface FullTier {

    /** Which tests of the standard tier cover the parts. */
    String value();

    /** Reads the property. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return TestTier.isFull() ? ConditionEvaluationResult.enabled("full tier")
                : ConditionEvaluationResult.disabled("only with ./ingot test --full");
        }
    }
}
