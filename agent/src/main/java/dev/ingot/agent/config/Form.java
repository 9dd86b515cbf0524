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
 * @param reader  throws {@link IllegalArgumentException} for what is not of this form
 */
record Form<T>(String name, String example, Function<String, T> reader) {
    static final List<Dialect> DIALECTS = List.of(Dialect.MODERN, Dialect.V0_8_0);

    static final Form<String> TEXT = matching("a text", "grader-1", text -> true);
    static final Form<String> WORD = matching("one word", "docker", text -> text.matches("\\S+"));
    static final Form<Boolean> SWITCH = choice(List.of("true", "false"), Boolean::valueOf);
    static final Form<Integer> COUNT = new Form<>("a whole number above 0", "4", Form::count);
    static final Form<Integer> NUMBER = new Form<>("a whole number, 0 or more", "2", Form::number);
    /** A container's root takes some room of its own. */
    static final Form<ByteSize> SIZE = new Form<>("a size of 1MiB or more", "512MiB", Form::size);
    static final Form<TaskDisk> TASK_DISK = new Form<>("a size of 1MiB or more, or " + TaskDisk.NONE, "2GiB", TaskDisk::parse);
    static final Form<ByteSize> OVERHEAD = new Form<>("a size", "64MiB", ByteSize::parse);
    static final Form<Userns> USERNS = choice(Userns.words(), Userns::of);
    static final String STUDENTS_AUTO = "auto";
    static final String STUDENTS_NEVER = "never";
    static final Form<Boolean> STUDENTS = choice(List.of(STUDENTS_AUTO, STUDENTS_NEVER), STUDENTS_AUTO::equals);
    static final Form<LayerPlace> LAYER = choice(LayerPlace.words(), LayerPlace::of);
    static final Form<FrameLengths> FRAME_LENGTHS = choice(FrameLengths.words(), FrameLengths::of);
    static final Form<Path> FILE = new Form<>("a path", "/srv/inginious/tasks", Form::path);
    static final Form<PortRange> PORTS = new Form<>("of the form begin-end, with ports from 1 to 65535", "64120-64130",
        PortRange::parse);
    static final Form<BackendAddress> BACKEND = new Form<>("of the form tcp://host:port", "tcp://127.0.0.1:2001",
        BackendAddress::parse);
    static final Form<String> SOCKET = matching("of the form unix:///path, tcp://host:port or https://host:port",
        "unix:///var/run/docker.sock", text -> text.matches("unix:///\\S+|(tcp|https)://\\S+:\\d+"));
    static final Form<String> ROUTING_ID = matching("a text of 1 to 255 bytes", "ingot-grader-1",
        text -> !text.isEmpty() && text.getBytes(StandardCharsets.UTF_8).length <= 255 && text.charAt(0) != 0);
    static final Form<Dialect> DIALECT = choice(DIALECTS.stream().map(Dialect::name).toList(),
        name -> DIALECTS.stream().filter(dialect -> dialect.name().equals(name)).findFirst().orElseThrow());
    static final Form<ListenAddress> LISTEN = new Form<>("of the form host:port, or a port", "127.0.0.1:9464",
        ListenAddress::parse);
    static final Form<List<String>> HOSTS = new Form<>("host names with commas between them", "grader-1.example.org,grader-1",
        Form::hosts);
    static final Form<TimeSpan> TIME = new Form<>("a time", "7d", TimeSpan::parse);
    static final Form<URI> URL = new Form<>("of the form http://host:port", "http://127.0.0.1:4318", Form::url);
    static final Form<LogFormat> LOG_FORMAT = choice(LogFormat.words(), LogFormat::of);
    static final Form<EngineKind> MANAGER = choice(EngineKind.words(), EngineKind::of);

    private static Form<String> matching(String name, String example, Predicate<String> right) {
        return new Form<>(name, example, text -> {
            if (!right.test(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    private static <T> Form<T> choice(List<String> words, Function<String, T> reader) {
        return new Form<>("one of: " + String.join(", ", words), words.getFirst(), text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return reader.apply(text);
        });
    }

    private static int count(String text) {
        int count = Integer.parseInt(text);
        if (count < 1) {
            throw new IllegalArgumentException(text);
        }
        return count;
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static List<String> hosts(String text) {
        List<String> hosts = List.of(text.split("\\s*,\\s*"));
        if (!hosts.stream().allMatch(HostNames::isName)) {
            throw new IllegalArgumentException(text);
        }
        return hosts;
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException(text);
        }
        return url;
    }

    private static ByteSize size(String text) {
        ByteSize size = ByteSize.parse(text);
        if (size.bytes() < 1 << 20) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(text);
        }
        return Path.of(text);
    }
}
