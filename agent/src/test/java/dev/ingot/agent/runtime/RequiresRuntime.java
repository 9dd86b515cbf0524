package dev.ingot.agent.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Enables a test class only when the runtime it needs is named in {@code -Dingot.runtimes=}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresRuntime.Condition.class)
public @interface RequiresRuntime {

    /** Returns the runtime, {@code MANAGER:OCI-RUNTIME}. */
    String value();

    /** Evaluates the property. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String wanted = context.getTestClass()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, RequiresRuntime.class))
                .map(RequiresRuntime::value).orElse("");
            String property = System.getProperty("ingot.runtimes", "");
            List<String> named = Stream.of(property.split(",")).map(String::strip).toList();
            return wanted.isEmpty() || named.contains(wanted)
                ? ConditionEvaluationResult.enabled(wanted)
                : ConditionEvaluationResult.disabled(wanted + " is not named in -Dingot.runtimes=" + property);
        }
    }
}
