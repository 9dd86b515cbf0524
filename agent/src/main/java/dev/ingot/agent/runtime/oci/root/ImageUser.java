package dev.ingot.agent.runtime.oci.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user of an image's first process.
 *
 * @param groups all its groups, its primary group first, as in Docker since 20.10.18: a process must not evade the
 *     restrictions of its group by dropping it (CVE-2022-36109)
 * @param home   the home folder
 */
public record ImageUser(int uid, int gid, List<Integer> groups, String home) {

    private static final String ROOT = "0";

    /**
     * Looks up the user of an image.
     *
     * @param text a name or number, optionally followed by {@code :group}; empty for root
     * @param tree the image's files, in which names are looked up
     * @throws IOException when there is no user or group of that name
     */
    public static ImageUser of(String text, Path tree) throws IOException {
        String[] parts = text.isEmpty() ? new String[] {ROOT} : text.split(":", 2);
        Optional<String[]> entry = entry(tree.resolve("etc/passwd"), parts[0], 7);
        int uid = number(entry.map(fields -> fields[2]).orElse(parts[0]), text);
        int gid = number(parts.length == 2 ? group(parts[1], tree) : entry.map(fields -> fields[3]).orElse("0"), text);
        List<Integer> groups = new ArrayList<>(List.of(gid));
        if (parts.length < 2 && entry.isPresent()) {
            memberships(tree, entry.get()[0]).stream().filter(group -> group != gid).forEach(groups::add);
        }
        return new ImageUser(uid, gid, groups, entry.map(fields -> fields[5]).orElse("/"));
    }

    private static String group(String text, Path tree) throws IOException {
        return entry(tree.resolve("etc/group"), text, 4).map(fields -> fields[2]).orElse(text);
    }

    private static List<Integer> memberships(Path tree, String name) throws IOException {
        List<Integer> groups = new ArrayList<>();
        for (String[] fields : entries(tree.resolve("etc/group"), 4)) {
            if (List.of(fields[3].split(",")).contains(name)) {
                groups.add(number(fields[2], fields[0]));
            }
        }
        return groups;
    }

    /** Returns the line whose first field is the name or whose third field is the number. */
    private static Optional<String[]> entry(Path file, String text, int fields) throws IOException {
        return entries(file, fields).stream().filter(line -> line[0].equals(text) || line[2].equals(text)).findFirst();
    }

    private static List<String[]> entries(Path file, int fields) throws IOException {
        // Only regular files of the image: a link would be resolved on the host.
        if (!Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)
            || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        return Files.readAllLines(file).stream().map(line -> line.split(":", -1)).filter(line -> line.length == fields).toList();
    }

    private static int number(String number, String text) throws IOException {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IOException("the image has no user or group " + text, e);
        }
    }
}
