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

/** The image store by hand: one change to it per call, and the agents that use it see it at once. */
@Command(name = "image", description = "Images of the direct runtimes (oci:crun, oci:runc, oci:runsc).",
    synopsisSubcommandLabel = "(import | list | export-lxd | remove | gc)", mixinStandardHelpOptions = true)
public final class ImageCommand {
    private static final int SHORT_ID_LENGTH = "sha256:".length() + 12;

    @Spec
    private CommandSpec spec;

    @Option(names = "--store", paramLabel = "DIR", scope = ScopeType.INHERIT,
        description = "where the images are kept (default: ${DEFAULT-VALUE})")
    private Path store = ImageStore.DEFAULT_ROOT;

    @Command(name = "import", description = {"Imports images; one that is here already is not imported again.",
        "Sources: " + ImageSource.FORMS}, mixinStandardHelpOptions = true)
    int importImages(@Parameters(arity = "1..*", paramLabel = "SOURCE") List<String> sources) {
        // Images are unpacked by programs that take no mode for folders which an image's archive does not name.
        Umask.setDefault();
        return withStore(images -> sources.stream().map(ImageSource::parse).toList()
            .forEach(source -> out().println(images.importFrom(source).id())));
    }

    @Command(name = "list", description = "Lists images, older builds first.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "one JSON object per line, with all that is known") boolean json) {
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
        description = "Writes an image as a file for LXD or Incus: lxc image import FILE.")
    int exportLxd(@Parameters(index = "0", paramLabel = "ID", description = "whole, or its first digits") String id,
            @Parameters(index = "1", paramLabel = "FILE") Path file,
            @Option(names = "--users", paramLabel = "MAP", description = "how the server maps users (volatile.idmap.next of any "
                + "instance): instances start sooner when the files have these owners already") Optional<String> users) {
        return withStore(images -> {
            StoredImage image = images.require(resolve(images, id));
            try (ImageLease _ = images.lease(image.id())) {
                new LxdImageArchive(image.id(), image.tree(), image.created(), image.labels(), image.command(),
                    image.environment(), image.workingDirectory(), users).write(file);
            }
        });
    }

    @Command(name = "remove", description = "Removes images that no container uses.", mixinStandardHelpOptions = true)
    int remove(@Parameters(arity = "1..*", paramLabel = "ID", description = "whole, or its first digits") List<String> ids) {
        return withStore(images -> ids.forEach(id -> images.remove(resolve(images, id))));
    }

    /** Docker's way: with or without the algorithm, as many digits as make it unique. */
    private static String resolve(ImageStore images, String id) {
        String start = id.startsWith("sha256:") ? id : "sha256:" + id;
        List<String> meant = images.images().stream().map(StoredImage::id).filter(known -> known.startsWith(start)).toList();
        return switch (meant.size()) {
            case 0 -> throw new RuntimeFault(RuntimeFault.Kind.NOT_FOUND, "no image " + id + " in the store", null);
            case 1 -> meant.getFirst();
            default -> throw new RuntimeFault(RuntimeFault.Kind.INVALID, id + " may be any of " + String.join(", ", meant), null);
        };
    }

    @Command(name = "gc", mixinStandardHelpOptions = true, description =
        "Removes what an import cut short has left, and unused images whose environment has had a newer one for an hour.")
    int gc() {
        return withStore(images -> images.gc(ImageStore.GC_GRACE).forEach(out()::println));
    }

    private int withStore(Consumer<ImageStore> act) {
        try (ImageStore images = ImageStore.open(store)) {
            act.accept(images);
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
