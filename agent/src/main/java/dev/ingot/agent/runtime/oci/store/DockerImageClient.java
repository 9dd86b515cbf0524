package dev.ingot.agent.runtime.oci.store;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
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
 * Accesses the images of a Docker daemon. Each call opens its own connection, because there are few calls. Throws only
 * {@link RuntimeFault}; UNAVAILABLE when the daemon does not answer.
 */
public final class DockerImageClient implements ExternalImages {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    /** The daemon assembles the whole image before it sends the first byte. */
    private static final Duration EXPORT_TIMEOUT = Duration.ofMinutes(30);

    /** Prefers the image with a name among builds of the same date: it is the later build. */
    private static final Comparator<Image> NAMED_FIRST = Comparator.comparing(image ->
        image.getRepoTags() == null || Stream.of(image.getRepoTags()).allMatch("<none>:<none>"::equals));

    private final DefaultDockerClientConfig config;

    private DockerImageClient(DefaultDockerClientConfig config) {
        this.config = config;
    }

    /** Returns a client for the daemon in {@code DOCKER_HOST}, or at the default socket. Does not connect yet. */
    public static DockerImageClient ofEnvironment() {
        return new DockerImageClient(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
    }

    /** Returns a client for the daemon at {@code unix:///...} or {@code tcp://...}. Does not connect yet. */
    public static DockerImageClient at(String host) {
        return new DockerImageClient(DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build());
    }

    @Override
    public List<ImageInfo> listGradingImages() {
        return call(RESPONSE_TIMEOUT, docker -> docker.listImagesCmd().withLabelFilter(Labels.ENVIRONMENT_NAME).exec().stream()
            .sorted(NAMED_FIRST)
            .map(image -> new ImageInfo(image.getId(), Instant.ofEpochSecond(image.getCreated()), image.getLabels()))
            .toList());
    }

    @Override
    public ImageSource source(ImageInfo image) {
        return new DockerImageSource(this, image.id());
    }

    /** Returns the id of the image with a name or id. */
    String resolveId(String reference) {
        return call(RESPONSE_TIMEOUT, docker -> docker.inspectImageCmd(reference).exec().getId());
    }

    /** Writes an image to a new file, like {@code docker save}. */
    void save(String id, Path file) {
        call(EXPORT_TIMEOUT, docker -> {
            try (InputStream archive = docker.saveImageCmd(id).exec()) {
                return Files.copy(archive, file);
            }
        });
    }

    private <T> T call(Duration timeout, Call<T> call) {
        try (ApacheDockerHttpClient transport = new ApacheDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .connectionTimeout(CONNECT_TIMEOUT)
            .responseTimeout(timeout)
            .build()) {
            return call.of(DockerClientImpl.getInstance(config, transport));
        } catch (NotFoundException e) {
            throw new RuntimeFault(Kind.NOT_FOUND, "Docker: " + e.getMessage(), e);
        } catch (IOException e) {
            throw StoreFaults.of("cannot copy an image from Docker", e);
        } catch (RuntimeException e) {
            throw new RuntimeFault(Kind.UNAVAILABLE, "Docker at " + config.getDockerHost() + ": " + e.getMessage(), e);
        }
    }

    private interface Call<T> {
        T of(DockerClient docker) throws IOException;
    }
}
