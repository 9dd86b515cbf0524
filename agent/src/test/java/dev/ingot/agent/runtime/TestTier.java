package dev.ingot.agent.runtime;

/** Tells which integration tests are run: {@code ./ingot test} runs the standard tier, {@code ./ingot test --full} all. */
public final class TestTier {

    private TestTier() { }

    /** Whether every test is to run on every runtime ({@code -Dingot.tier=full}). */
    public static boolean isFull() {
        return System.getProperty("ingot.tier", "").equals("full");
    }
}
