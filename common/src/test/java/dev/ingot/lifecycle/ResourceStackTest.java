package dev.ingot.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceStackTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    @Test
    void whatWasOpenedIsClosedInReverseWhenALaterStepFails() {
        assertThrows(StackOverflowError.class, () -> {
            try (ResourceStack opened = new ResourceStack()) {
                opened.add(resource("first"));
                opened.add(() -> {
                    throw new IllegalStateException("cannot be closed");
                });
                opened.add(resource("last"));
                throw new StackOverflowError();
            }
        });
        assertEquals(List.of("last", "first"), closed);
    }

    @Test
    void whatWasCompletedStaysOpen() {
        try (ResourceStack opened = new ResourceStack()) {
            opened.add(resource("first"));
            assertEquals("whole", opened.release("whole"));
        }
        assertEquals(List.of(), closed);
    }
}
