package dev.ingot.agent.config;

import dev.ingot.agent.session.BackendAddress;
import dev.ingot.observation.HostNames;
import dev.ingot.observation.ListenAddress;
import dev.ingot.protocol.Dialect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a value may look like.
 *
 * @param name    completes "this is not ..."
 * @param example a value that is right
 * @param parser  throws {@link IllegalArgumentException} for what is not of this form
 */
record ValueFormat<T>(String name, String example, Function<String, T> parser) {
    static final List<Dialect> DIALECTS = List.of(Dialect.MODERN, Dialect.V0_8_0);

    static final ValueFormat<String> TEXT = matching("a text", "grader-1", text -> true);
    static final ValueFormat<String> WORD = matching("one word", "docker", text -> text.matches("\\S+"));
    static final ValueFormat<Boolean> BOOLEAN = oneOf(List.of("true", "false"), Boolean::valueOf);
    static final ValueFormat<Integer> POSITIVE_INT = new ValueFormat<>("a whole number above 0", "4",
        ValueFormat::parsePositiveInt);
    static final ValueFormat<Integer> NON_NEGATIVE_INT = new ValueFormat<>("a whole number, 0 or more", "2",
        ValueFormat::parseNonNegativeInt);
    /** A container's root takes some room of its own. */
    static final ValueFormat<ByteSize> SIZE = new ValueFormat<>("a size of 1MiB or more", "512MiB", ValueFormat::parseSize);
    static final ValueFormat<TaskDiskLimit> TASK_DISK = new ValueFormat<>("a size of 1MiB or more, or " + TaskDiskLimit.NONE,
        "2GiB", TaskDiskLimit::parse);
    static final ValueFormat<ByteSize> OVERHEAD = new ValueFormat<>("a size", "64MiB", ByteSize::parse);
    static final ValueFormat<Userns> USERNS = oneOf(Userns.words(), Userns::of);
    static final String STUDENTS_AUTO = "auto";
    static final String STUDENTS_NEVER = "never";
    static final ValueFormat<Boolean> STUDENTS = oneOf(List.of(STUDENTS_AUTO, STUDENTS_NEVER), STUDENTS_AUTO::equals);
    static final ValueFormat<WritableLayerStorage> WRITABLE_LAYER = oneOf(WritableLayerStorage.configValues(),
        WritableLayerStorage::of);
    static final ValueFormat<FrameByteOrder> FRAME_BYTE_ORDER = oneOf(FrameByteOrder.configValues(), FrameByteOrder::of);
    static final ValueFormat<Path> FILE = new ValueFormat<>("a path", "/srv/inginious/tasks", ValueFormat::parsePath);
    static final ValueFormat<PortRange> PORTS = new ValueFormat<>("of the form begin-end, with ports from 1 to 65535",
        "64120-64130", PortRange::parse);
    static final ValueFormat<BackendAddress> BACKEND = new ValueFormat<>("of the form tcp://host:port", "tcp://127.0.0.1:2001",
        BackendAddress::parse);
    static final ValueFormat<String> SOCKET = matching("of the form unix:///path, tcp://host:port or https://host:port",
        "unix:///var/run/docker.sock", text -> text.matches("unix:///\\S+|(tcp|https)://\\S+:\\d+"));
    static final ValueFormat<String> ROUTING_ID = matching("a text of 1 to 255 bytes", "ingot-grader-1",
        text -> !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= 255 && text.charAt(0) != 0);
    static final ValueFormat<Dialect> DIALECT = oneOf(DIALECTS.stream().map(Dialect::name).toList(),
        name -> DIALECTS.stream().filter(dialect -> dialect.name().equals(name)).findFirst().orElseThrow());
    static final ValueFormat<ListenAddress> LISTEN = new ValueFormat<>("of the form host:port, or a port", "127.0.0.1:9464",
        ListenAddress::parse);
    static final ValueFormat<List<String>> HOSTS = new ValueFormat<>("host names with commas between them",
        "grader-1.example.org,grader-1", ValueFormat::parseHosts);
    static final ValueFormat<TimeSpan> TIME_SPAN = new ValueFormat<>("a time", "7d", TimeSpan::parse);
    static final ValueFormat<URI> URL = new ValueFormat<>("of the form http://host:port", "http://127.0.0.1:4318", ValueFormat::parseUrl);
    static final ValueFormat<LogFormat> LOG_FORMAT = oneOf(LogFormat.configValues(), LogFormat::of);
    static final ValueFormat<ManagerKind> MANAGER = oneOf(ManagerKind.configValues(), ManagerKind::of);

    private static ValueFormat<String> matching(String name, String example, Predicate<String> right) {
        return new ValueFormat<>(name, example, text -> {
            if (!right.test(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    private static <T> ValueFormat<T> oneOf(List<String> words, Function<String, T> reader) {
        return new ValueFormat<>("one of: " + String.join(", ", words), words.getFirst(), text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return reader.apply(text);
        });
    }

    private static int parsePositiveInt(String text) {
        int count = Integer.parseInt(text);
        if (count < 1) {
            throw new IllegalArgumentException(text);
        }
        return count;
    }

    private static int parseNonNegativeInt(String text) {
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

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

    private static ByteSize parseSize(String text) {
        ByteSize size = ByteSize.parse(text);
        if (size.bytes() < 1 << 20) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    private static Path parsePath(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(text);
        }
        return Path.of(text);
    }
}
