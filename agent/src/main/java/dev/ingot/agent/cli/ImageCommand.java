package dev.ingot.agent.cli;

import dev.ingot.agent.linux.Umask;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.lxd.LxdImageArchive;
import dev.ingot.agent.runtime.oci.store.ImageLease;
import dev.ingot.agent.runtime.oci.store.ImageSource;
import dev.ingot.agent.runtime.oci.store.ImageStore;
import dev.ingot.agent.runtime.oci.store.StoredImage;
import dev.ingot.agent.runtime.oci.store.StoredImageJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Lists and changes the image store. Agents that use the store see a change immediately. */
@Command(name = "image", description = "Manage the images of manager oci (oci:crun, oci:runc, oci:runsc).",
    synopsisSubcommandLabel = "(import | list | export-lxd | remove | gc)", mixinStandardHelpOptions = true)
public final class ImageCommand {
    private static final int SHORT_ID_LENGTH = "sha256:".length() + 12;

    @Spec
    private CommandSpec spec;

    @Option(names = "--store", paramLabel = "DIR", scope = ScopeType.INHERIT,
        description = "directory of the image store (default: ${DEFAULT-VALUE})")
    private Path store = ImageStore.DEFAULT_ROOT;

    @Command(name = "import", description = {"Import images. Skips images that the store already has.",
        "Sources: " + ImageSource.FORMS}, mixinStandardHelpOptions = true)
    int importImages(@Parameters(arity = "1..*", paramLabel = "SOURCE") List<String> sources) {
        // The programs that unpack images create folders that are missing in an image's archive with the mode of the umask.
        Umask.setDefault();
        return withStore(images -> sources.stream().map(ImageSource::parse).toList()
            .forEach(source -> out().println(images.importFrom(source).id())));
    }

    @Command(name = "list", description = "List images, older builds first.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "print one JSON object per image and line, with all fields") boolean json) {
        return withStore(images -> {
            if (json) {
                images.images().forEach(image -> out().println(StoredImageJson.write(image)));
            } else {
                print(images.images());
            }
        });
    }

    private void print(List<StoredImage> images) {
        String row = "%-" + SHORT_ID_LENGTH + "s  %-20s  %-20s  %s%n";
        out().printf(row, "ID", "ENVIRONMENT", "CREATED", "SOURCE");
        images.forEach(image -> out().printf(row, image.id().substring(0, SHORT_ID_LENGTH), image.environmentName().orElse("-"),
            image.created().truncatedTo(ChronoUnit.SECONDS), image.source()));
    }

    @Command(name = "export-lxd", mixinStandardHelpOptions = true,
        description = "Write an image as a file for LXD or Incus: lxc image import FILE.")
    int exportLxd(@Parameters(index = "0", paramLabel = "ID", description = "the ID or its first digits") String id,
            @Parameters(index = "1", paramLabel = "FILE") Path file,
            @Option(names = "--users", paramLabel = "MAP", description = "how the manager maps users (volatile.idmap.next of any "
                + "instance): instances start sooner when the files already have these owners") Optional<String> users) {
        return withStore(images -> {
            StoredImage image = images.require(resolve(images, id));
            try (ImageLease _ = images.lease(image.id())) {
                new LxdImageArchive(image.id(), image.tree(), image.created(), image.labels(), image.command(),
                    image.environment(), image.workingDirectory(), users).write(file);
            }
        });
    }

    @Command(name = "remove", description = "Remove images that no container uses.", mixinStandardHelpOptions = true)
    int remove(@Parameters(arity = "1..*", paramLabel = "ID", description = "the ID or its first digits") List<String> ids) {
        return withStore(images -> ids.forEach(id -> images.remove(resolve(images, id))));
    }

    /** Resolves an abbreviated ID like Docker: with or without the algorithm, with enough digits to be unique. */
    private static String resolve(ImageStore images, String id) {
        String start = id.startsWith("sha256:") ? id : "sha256:" + id;
        List<String> matching = images.images().stream().map(StoredImage::id).filter(known -> known.startsWith(start)).toList();
        return switch (matching.size()) {
            case 0 -> throw new RuntimeFault(RuntimeFault.Kind.NOT_FOUND, "no image " + id + " in the store", null);
            case 1 -> matching.getFirst();
            default -> throw new RuntimeFault(RuntimeFault.Kind.INVALID,
                id + ": the ID is ambiguous: " + String.join(", ", matching), null);
        };
    }

    @Command(name = "gc", mixinStandardHelpOptions = true, description =
        "Remove incomplete imports, and unused images that a newer image of the same environment replaced at least an hour ago.")
    int gc() {
        return withStore(images -> images.gc(ImageStore.GC_GRACE).forEach(out()::println));
    }

    private int withStore(Consumer<ImageStore> action) {
        try (ImageStore images = ImageStore.open(store)) {
            action.accept(images);
            out().flush();
            return 0;
        } catch (RuntimeFault e) {
            out().flush();
            spec.commandLine().getErr().println(e.getMessage());
            return e.kind() == RuntimeFault.Kind.INVALID ? 2 : 1;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
