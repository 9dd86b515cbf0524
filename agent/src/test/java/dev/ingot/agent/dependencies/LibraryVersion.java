package dev.ingot.agent.dependencies;

import java.util.ArrayList;
import java.util.List;

/** The version of a library. Numbers order by value; 1.0-beta1 is before 1.0, and other words such as "jre" do not count. */
record LibraryVersion(String text) implements Comparable<LibraryVersion> {
    private static final int PRE_RELEASE = -1;

    @Override
    public int compareTo(LibraryVersion other) {
        List<Integer> mine = parts();
        List<Integer> others = other.parts();
        for (int i = 0; i < Math.max(mine.size(), others.size()); i++) {
            int order = Integer.compare(i < mine.size() ? mine.get(i) : 0, i < others.size() ? others.get(i) : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private List<Integer> parts() {
        List<Integer> parts = new ArrayList<>();
        for (String part : text.split("[.-]")) {
            if (part.matches("\\d{1,9}")) {
                parts.add(Integer.parseInt(part));
            } else if (part.matches("(?i)(alpha|beta|rc|m|snapshot)\\d*")) {
                parts.add(PRE_RELEASE);
            }
        }
        return parts;
    }
}
