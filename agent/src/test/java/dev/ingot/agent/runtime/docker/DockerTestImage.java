package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import dev.ingot.agent.runtime.BusyboxImage;
import java.io.ByteArrayInputStream;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Represents the test image in a manager. Created for each test class and removed by closing it, so that test runs with the same
 * manager do not affect each other.
 */
public final class DockerTestImage implements AutoCloseable {

    private final DockerConnection connection;
    private final String tag = "ingot-test:" + UUID.randomUUID();

    public DockerTestImage() {
        this(DockerApiManager.DOCKER);
    }

    public DockerTestImage(DockerApiManager manager) {
        connection = new DockerConnection(manager, manager.defaultHost(), transport -> transport);
        byte[] archive = new BusyboxImage(tag).archive();
        ask(docker -> docker.loadImageCmd(new ByteArrayInputStream(archive)).exec());
    }

    /** Returns its id in the manager. */
    public String id() {
        return connection.call("inspect " + tag, docker -> docker.inspectImageCmd(tag).exec().getId());
    }

    @Override
    public void close() {
        ask(docker -> docker.removeImageCmd(tag).withForce(true).exec());
        connection.close();
    }

    private void ask(Consumer<DockerClient> call) {
        connection.call("image " + tag, docker -> {
            call.accept(docker);
            return null;
        });
    }
}
