package dev.ingot.agent.runtime;

/** Labels on the containers we make, and the one that makes an image a grading image. */
public final class Labels {
    /** On images: the environment's name. */
    public static final String ENVIRONMENT_NAME = "org.inginious.grading.name";
    /** On containers: which agent made it. */
    public static final String AGENT = "dev.ingot.agent";
    /** On containers: for which job. */
    public static final String JOB = "dev.ingot.job";
    /** On containers: "grader" or "student". */
    public static final String ROLE = "dev.ingot.role";

    private Labels() { }
}
