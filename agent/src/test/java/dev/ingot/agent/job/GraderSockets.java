package dev.ingot.agent.job;

import dev.ingot.agent.runtime.ScriptedProgramContext;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;

/** The sockets on which graders wait for their students. */
final class GraderSockets {
    private GraderSockets() { }

    static Path path(ScriptedProgramContext grader, String socketId) {
        return grader.mountSource("/sockets").resolve(socketId + ".sock");
    }

    static void open(ScriptedProgramContext grader, String socketId) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path(grader, socketId)));
        }
    }

    /** Opens the socket, asks for the student, and waits until it is started. */
    static void start(ScriptedProgramContext grader, String socketId, Map<String, Object> wishes) throws IOException {
        open(grader, socketId);
        grader.requestStudent(socketId, wishes);
        grader.receive("run_student_started");
    }

    /** The return value of a student, from its request to its end. */
    static long awaitRetval(ScriptedProgramContext grader, String socketId, Map<String, Object> wishes) throws IOException {
        start(grader, socketId, wishes);
        return awaitRetval(grader);
    }

    /** The return value that is told next. */
    static long awaitRetval(ScriptedProgramContext grader) throws IOException {
        return (Long) grader.receive("run_student_retval").get("retval");
    }

    /** Grades with a number. */
    static int sendAnswer(ScriptedProgramContext grader, Object text) throws IOException {
        grader.sendResult(Map.of("result", "success", "text", String.valueOf(text)));
        return 0;
    }
}
