package dev.ingot.backend;

/** What an agent must offer to take a job. */
record Topic(String environmentType, String environment) {
    @Override
    public String toString() {
        return environmentType + "/" + environment;
    }
}
