package dev.ingot.backend.standin;

/** What an agent must offer to take a job. */
record EnvironmentKey(String environmentType, String environment) {
    @Override
    public String toString() {
        return environmentType + "/" + environment;
    }
}
