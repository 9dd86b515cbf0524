package dev.ingot.agent.image;

import dev.ingot.agent.runtime.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The labels of a grading image.
 *
 * @param version      version of the container protocol, "3" or "4" among others
 * @param ports        container ports to publish for every job
 * @param needRoot     whether the image needs a runtime that runs student code as root
 * @param needGpu      whether the image needs a runtime with a GPU
 * @param advertised   whether frontends show the environment
 * @param studentRelay whether the image's program can run students on another kernel than their grader's
 * @param pacedRelay   with {@code studentRelay}: whether the program loses messages that arrive together, as INGInious' own does
 */
public record ImageLabels(
    String name, String version, List<Integer> ports, boolean needRoot, boolean needGpu, boolean advertised,
    boolean studentRelay, boolean pacedRelay) {

    private static final String LABEL_PREFIX = "org.inginious.grading.";
    private static final String STUDENT_RELAY = "dev.ingot.student-relay";
    private static final String PACED = "paced";

    /**
     * Reads the labels.
     *
     * @throws IllegalArgumentException when a label is missing or invalid
     */
    public static ImageLabels of(Map<String, String> labels) {
        return new ImageLabels(
            required(labels, Labels.ENVIRONMENT_NAME),
            required(labels, LABEL_PREFIX + "agent_version"),
            ports(labels.getOrDefault(LABEL_PREFIX + "ports", "")),
            labels.containsKey(LABEL_PREFIX + "need_root"),
            labels.containsKey(LABEL_PREFIX + "need_gpu"),
            labels.getOrDefault(LABEL_PREFIX + "advertise", "true").equals("true"),
            "true".equals(labels.get(STUDENT_RELAY)) || PACED.equals(labels.get(STUDENT_RELAY)),
            PACED.equals(labels.get(STUDENT_RELAY)));
    }

    private static String required(Map<String, String> labels, String key) {
        String value = labels.get(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("label " + key + " is missing");
        }
        return value;
    }

    private static List<Integer> ports(String list) {
        List<Integer> ports = new ArrayList<>();
        for (String item : list.split(",")) {
            if (!item.isBlank()) {
                ports.add(port(item.strip()));
            }
        }
        return List.copyOf(ports);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // falls through to the one text for both mistakes
        }
        throw new IllegalArgumentException("label " + LABEL_PREFIX + "ports: \"" + text + "\" is not a port");
    }
}
