package dev.ingot.agent.runtime;

/** Names the labels of the agent's containers, and the label that makes an image a grading image. */
public final class Labels {
    /** On images: name of the environment. */
    public static final String ENVIRONMENT_NAME = "org.inginious.grading.name";
    /** On containers: id of the agent that created it. */
    public static final String AGENT = "dev.ingot.agent";
    /** On containers: id of the job. */
    public static final String JOB = "dev.ingot.job";
    /** On containers: "grader" or "student". */
    public static final String ROLE = "dev.ingot.role";

    private Labels() { }
}
