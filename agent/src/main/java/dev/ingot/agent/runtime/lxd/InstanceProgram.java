package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.lxd.client.InstanceCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Describes the program to execute in an instance: that of the specification, or else that of its image.
 *
 * @param programs checks whether the program exists
 * @param image    of the instance
 * @param spec     of the container
 */
record InstanceProgram(ProgramLookup programs, LxdImage image, ContainerSpec spec) {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * Executes the program in a running instance.
     *
     * @param name   of the instance
     * @param cgroup of the instance; empty when the agent cannot read it
     * @throws RuntimeFault of kind INVALID when the image has no such program
     */
    InstanceCommand run(InstanceApi instances, String name, Optional<CgroupStats> cgroup) {
        List<String> command = command();
        Map<String, String> environment = environment(image.environment(), spec.environment());
        programs.require(cgroup, image.fingerprint(), command.getFirst(), environment.get("PATH"));
        return spec.attached()
            ? InstanceCommand.attached(instances.client(), name, command, environment, image.directory())
            : InstanceCommand.detached(instances.client(), name, command, environment, image.directory());
    }

    /**
     * Returns the program's name or path, and its arguments.
     *
     * @throws RuntimeFault of kind INVALID when neither specification nor image has a command
     */
    List<String> command() {
        return spec.command().isEmpty() ? image.command() : spec.command();
    }

    /**
     * Returns the variables of the program. Those of the specification replace those of the image.
     *
     * @param ofImage entries {@code NAME=VALUE}; an entry without {@code =} is a variable with an empty value
     */
    static Map<String, String> environment(List<String> ofImage, Map<String, String> ofSpec) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", DEFAULT_PATH);
        for (String variable : ofImage) {
            int equals = variable.indexOf('=');
            all.put(equals < 0 ? variable : variable.substring(0, equals), equals < 0 ? "" : variable.substring(equals + 1));
        }
        all.putAll(ofSpec);
        return all;
    }

    /**
     * Translates a failed start to CONFLICT when a published port is taken. Servers report a taken port as a general error, so
     * this tries to listen on each port.
     *
     * @return {@code fault} itself when no port is taken
     */
    RuntimeFault explain(RuntimeFault fault) {
        Collection<Integer> ports =
            spec.network() instanceof Network.Bridge(Map<Integer, Integer> all) ? all.values() : List.of();
        return ports.stream().filter(InstanceProgram::isTaken).findFirst()
            .map(port -> new RuntimeFault(Kind.CONFLICT, "port " + port + " of the host is taken: " + fault.getMessage(), fault))
            .orElse(fault);
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
