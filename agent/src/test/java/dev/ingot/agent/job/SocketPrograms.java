package dev.ingot.agent.job;

import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** What container programs say to each other on the socket of a student: its greeting, and the number it is to end with. */
final class SocketPrograms {
    private SocketPrograms() { }

    /** Greets its grader, and ends with the number it is told. */
    static ScriptedProgram student() {
        return student -> {
            try (SocketChannel parent = SocketChannel.open(UnixDomainSocketAddress.of(student.mountSource("/__parent.sock")))) {
                parent.write(ByteBuffer.wrap(new byte[] {'H'}));
                int told = read(parent);
                return told < 0 ? 254 : told;
            }
        };
    }

    /** Asks for one student after the other, tells each its number, and grades with what they returned, in order. */
    static ScriptedProgram grader(int students, Map<String, Object> wishes) {
        return grader -> {
            grader.receive("start");
            StringBuilder returned = new StringBuilder();
            for (int i = 1; i <= students; i++) {
                returned.append(runStudent(grader, "p" + i, i, wishes)).append(' ');
            }
            return GraderSockets.sendAnswer(grader, returned.toString().strip());
        };
    }

    /** What a student returns that is asked for so and told that number; -1 when it says something else than its greeting. */
    static long runStudent(ScriptedProgramContext grader, String socketId, int number, Map<String, Object> wishes)
        throws IOException {
        try (ServerSocketChannel server = listen(grader, socketId)) {
            grader.requestStudent(socketId, wishes);
            Map<String, Object> told = grader.receive();
            if (!told.get("type").equals("run_student_started")) {
                return (Long) told.get("retval");
            }
            try (SocketChannel student = server.accept()) {
                if (read(student) != 'H') {
                    return -1;
                }
                student.write(ByteBuffer.wrap(new byte[] {(byte) number}));
                return GraderSockets.awaitRetval(grader);
            }
        }
    }

    static ServerSocketChannel listen(ScriptedProgramContext grader, String socketId) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(GraderSockets.path(grader, socketId)));
    }

    private static int read(SocketChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        return channel.read(one) < 0 ? -1 : one.get(0);
    }
}
