package dev.ingot.agent.runtime.oci.store;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Labels;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images of a Docker daemon. Every call opens a connection of its own: there are few, and none is worth holding.
 * Throws {@link RuntimeFault} only, UNAVAILABLE when no daemon answers.
 */
public final class DockerImageClient implements ExternalImages {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    /** A daemon gathers the whole image before it sends the first byte. */
    private static final Duration EXPORT_TIMEOUT = Duration.ofMinutes(30);

    /** Of two builds with one date the one that still has a name is the later. */
    private static final Comparator<Image> NAMED_FIRST = Comparator.comparing(image ->
        image.getRepoTags() == null || Stream.of(image.getRepoTags()).allMatch("<none>:<none>"::equals));

    private final DefaultDockerClientConfig config;

    private DockerImageClient(DefaultDockerClientConfig config) {
        this.config = config;
    }

    /** Of the daemon that {@code DOCKER_HOST} names, or the one at the usual socket. Needs no daemon yet. */
    public static DockerImageClient ofEnvironment() {
        return new DockerImageClient(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
    }

    /** Of the daemon at {@code unix:///...} or {@code tcp://...}. Needs no daemon yet. */
    public static DockerImageClient at(String host) {
        return new DockerImageClient(DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build());
    }

    @Override
    public List<ImageInfo> listGradingImages() {
        return call(ANSWER_TIMEOUT, docker -> docker.listImagesCmd().withLabelFilter(Labels.ENVIRONMENT_NAME).exec().stream()
            .sorted(NAMED_FIRST)
            .map(image -> new ImageInfo(image.getId(), Instant.ofEpochSecond(image.getCreated()), image.getLabels()))
            .toList());
    }

    @Override
    public ImageSource source(ImageInfo image) {
        return new DockerImageSource(this, image.id());
    }

    String resolveId(String reference) {
        return call(ANSWER_TIMEOUT, docker -> docker.inspectImageCmd(reference).exec().getId());
    }

    /** Writes the image into a new file, as {@code docker save} does. */
    void save(String id, Path file) {
        call(EXPORT_TIMEOUT, docker -> {
            try (InputStream archive = docker.saveImageCmd(id).exec()) {
                return Files.copy(archive, file);
            }
        });
    }

    private <T> T call(Duration patience, Call<T> call) {
        try (ZerodepDockerHttpClient transport = new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .connectionTimeout(CONNECT_TIMEOUT)
            .responseTimeout(patience)
            .build()) {
            return call.of(DockerClientImpl.getInstance(config, transport));
        } catch (NotFoundException e) {
            throw new RuntimeFault(Kind.NOT_FOUND, "Docker: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StoreFaults.of("copying an image from Docker", e);
        } catch (RuntimeException e) {
            throw new RuntimeFault(Kind.UNAVAILABLE, "Docker at " + config.getDockerHost() + ": " + e.getMessage(), e);
        }
    }

    private interface Call<T> {
        T of(DockerClient docker) throws IOException;
    }
}
