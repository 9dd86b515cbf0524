package dev.ingot.agent.config;

import dev.ingot.agent.config.source.ValueFormat;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.observation.HostNames;
import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The formats of those values that only an agent's configuration has. */
final class ConfigFormats {
    static final List<Dialect> DIALECTS = List.of(Dialect.MODERN, Dialect.V0_8_0);
    static final String STUDENTS_AUTO = "auto";
    static final String STUDENTS_NEVER = "never";

    static final ValueFormat<TaskDiskLimit> TASK_DISK = new ValueFormat<>("a size of 1MiB or more, or " + TaskDiskLimit.NONE,
        "2GiB", TaskDiskLimit::parse);
    static final ValueFormat<Boolean> STUDENTS = ValueFormat.oneOf(List.of(STUDENTS_AUTO, STUDENTS_NEVER), STUDENTS_AUTO::equals);
    static final ValueFormat<FrameByteOrder> FRAME_BYTE_ORDER = ValueFormat.oneOf(FrameByteOrder.configValues(),
        FrameByteOrder::of);
    static final ValueFormat<PortRange> PORTS = new ValueFormat<>("of the form begin-end, with ports from 1 to 65535",
        "64120-64130", PortRange::parse);
    static final ValueFormat<BackendAddress> BACKEND = new ValueFormat<>("of the form tcp://host:port", "tcp://127.0.0.1:2001",
        BackendAddress::parse);
    /** A ZeroMQ routing id: 1 to 255 bytes that do not begin with a zero byte (zmq_setsockopt(3), ZMQ_ROUTING_ID). */
    static final ValueFormat<String> ROUTING_ID = ValueFormat.matching("a text of 1 to 255 bytes", "ingot-grader-1",
        text -> !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= 255 && text.charAt(0) != 0);
    static final ValueFormat<Dialect> DIALECT = ValueFormat.oneOf(DIALECTS.stream().map(Dialect::name).toList(),
        name -> DIALECTS.stream().filter(dialect -> dialect.name().equals(name)).findFirst().orElseThrow());
    static final ValueFormat<ListenAddress> LISTEN = new ValueFormat<>("of the form host:port, or a port", "127.0.0.1:9464",
        ListenAddress::parse);
    static final ValueFormat<List<String>> HOSTS = new ValueFormat<>("host names with commas between them",
        "grader-1.example.org,grader-1", ConfigFormats::parseHosts);
    static final ValueFormat<URI> URL = new ValueFormat<>("of the form http://host:port", "http://127.0.0.1:4318",
        ConfigFormats::parseUrl);
    static final ValueFormat<LogFormat> LOG_FORMAT = ValueFormat.oneOf(LogFormat.configValues(), LogFormat::of);

    private ConfigFormats() { }

    private static List<String> parseHosts(String text) {
        List<String> hosts = List.of(text.split("\\s*,\\s*"));
        if (!hosts.stream().allMatch(HostNames::isName)) {
            throw new IllegalArgumentException(text);
        }
        return hosts;
    }

    private static URI parseUrl(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException(text);
        }
        return url;
    }
}
