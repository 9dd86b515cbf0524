package dev.ingot.backend.standin;

/** The environment that an agent must offer to run a job. */
record EnvironmentKey(String environmentType, String environment) {
    @Override
    public String toString() {
        return environmentType + "/" + environment;
    }
}
