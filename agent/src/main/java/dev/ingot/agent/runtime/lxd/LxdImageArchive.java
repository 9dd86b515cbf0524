package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.agent.linux.HostCommand;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Describes an image in the form that {@code lxc image import} accepts: a file tree and metadata.
 *
 * @param id          of the OCI image from which it is created
 * @param tree        root of the file tree, with owners and modes as in the container
 * @param created     when the OCI image was created
 * @param labels      stored as properties
 * @param command     default command of containers; may be empty
 * @param environment variables, each {@code NAME=value}
 * @param directory   working directory; empty for {@code /}
 * @param users       mapping to apply to the owners, in the format of {@code volatile.idmap.next} of an instance; empty for none
 */
public record LxdImageArchive(String id, Path tree, Instant created, Map<String, String> labels, List<String> command,
                           List<String> environment, String directory, Optional<String> users) {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

    /**
     * Writes the archive. Needs the program tar, and root when the tree contains files of other users.
     *
     * @param file to write
     * @throws RuntimeFault of kind INTERNAL when it cannot be written
     */
    public void write(Path file) {
        try {
            Path stage = Files.createTempDirectory("ingot-lxd-image");
            try {
                pack(file, stage);
            } finally {
                clear(stage);
            }
        } catch (IOException e) {
            throw new RuntimeFault(Kind.INTERNAL, "cannot write the image " + file + ": " + e.getMessage(), e);
        }
    }

    private void pack(Path file, Path stage) throws IOException {
        // OCI managers create /etc/hosts for every container; LXD expects it in the image.
        Files.writeString(Files.createDirectories(stage.resolve("rootfs/etc")).resolve("hosts"), HOSTS);
        long first = users.isPresent() ? UserMap.of(users.get()).first() : 0;
        HostCommand.of("tar", "--create", "--file=" + file, "--numeric-owner", "--xattrs", "--xattrs-include=*",
            "--owner-map=" + writeOwnerMap(stage, "uid", first), "--group-map=" + writeOwnerMap(stage, "gid", first),
            "--directory=" + tree, "--exclude=./etc/hosts", "--transform=flags=rSh;s,^\\.,rootfs,", ".").run();
        // LXD reads YAML, of which JSON is a subset.
        JSON.writeValue(stage.resolve("metadata.yaml").toFile(), metadata(Files.size(file)));
        HostCommand.of("tar", "--append", "--file=" + file, "--owner=:" + first, "--group=:" + first,
            "--directory=" + stage, "metadata.yaml", "rootfs/etc/hosts").run();
    }

    /** Writes a file that tells tar how to map users ({@code uid}) or groups ({@code gid}). */
    private Path writeOwnerMap(Path stage, String kind, long first) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            Set<Integer> all = new TreeSet<>();
            for (Path file : (Iterable<Path>) files::iterator) {
                all.add((Integer) Files.getAttribute(file, "unix:" + kind, LinkOption.NOFOLLOW_LINKS));
            }
            return Files.write(stage.resolve(kind), all.stream().map(id -> "+" + id + " +" + (first + id)).toList());
        }
    }

    private Map<String, Object> metadata(long size) throws IOException {
        Map<String, String> properties = new HashMap<>(labels);
        properties.put(LxdImage.SOURCE, id);
        properties.put(LxdImage.COMMAND, JSON.writeValueAsString(command));
        properties.put(LxdImage.ENVIRONMENT, JSON.writeValueAsString(environment));
        properties.put(LxdImage.SIZE, Long.toString(size));
        properties.put(LxdImage.DIRECTORY, directory.isEmpty() ? "/" : directory);
        users.ifPresent(map -> properties.put(LxdImage.USERS, map));
        return Map.of("architecture", architecture(), "creation_date", created.getEpochSecond(), "properties", properties);
    }

    private static String architecture() {
        String java = System.getProperty("os.arch");
        return java.equals("amd64") ? "x86_64" : java;
    }

    private static void clear(Path stage) throws IOException {
        for (String name : List.of("rootfs/etc/hosts", "rootfs/etc", "rootfs", "metadata.yaml", "uid", "gid")) {
            Files.deleteIfExists(stage.resolve(name));
        }
        Files.delete(stage);
    }
}
