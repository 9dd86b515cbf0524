package dev.ingot.agent.runtime.oci.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who an image's first process runs as.
 *
 * @param groups all its groups, the first of them its own, as Docker has it since 20.10.18: a process must not escape the
 *               rights of its group by giving that up (CVE-2022-36109)
 */
public record ImageUser(int uid, int gid, List<Integer> groups, String home) {

    private static final String ROOT = "0";

    /**
     * @param said as the image says it: a name or number, perhaps with {@code :group}; empty for root
     * @param tree where the names are looked up
     * @throws IOException when there is no user or group of that name
     */
    public static ImageUser of(String said, Path tree) throws IOException {
        String[] parts = said.isEmpty() ? new String[] {ROOT} : said.split(":", 2);
        Optional<String[]> entry = entry(tree.resolve("etc/passwd"), parts[0], 7);
        int uid = number(entry.map(fields -> fields[2]).orElse(parts[0]), said);
        int gid = number(parts.length == 2 ? group(parts[1], tree) : entry.map(fields -> fields[3]).orElse("0"), said);
        List<Integer> groups = new ArrayList<>(List.of(gid));
        if (parts.length < 2 && entry.isPresent()) {
            memberships(tree, entry.get()[0]).stream().filter(group -> group != gid).forEach(groups::add);
        }
        return new ImageUser(uid, gid, groups, entry.map(fields -> fields[5]).orElse("/"));
    }

    private static String group(String said, Path tree) throws IOException {
        return entry(tree.resolve("etc/group"), said, 4).map(fields -> fields[2]).orElse(said);
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

    /** The line whose first field is the name or whose third is the number. */
    private static Optional<String[]> entry(Path file, String said, int fields) throws IOException {
        return entries(file, fields).stream().filter(line -> line[0].equals(said) || line[2].equals(said)).findFirst();
    }

    private static List<String[]> entries(Path file, int fields) throws IOException {
        // The image's own files: a link in it would be looked up on the host.
        if (!Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)
            || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        return Files.readAllLines(file).stream().map(line -> line.split(":", -1)).filter(line -> line.length == fields).toList();
    }

    private static int number(String text, String said) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException("the image has no user or group " + said, e);
        }
    }
}
