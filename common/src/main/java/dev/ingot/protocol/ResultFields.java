package dev.ingot.protocol;

import java.util.Arrays;
import java.util.List;

/** Encodes and decodes the fields of a {@link JobResult}, which are the same from agent to backend and from backend to client. */
final class ResultFields {
    private ResultFields() { }

    static MessageBuilder write(MessageBuilder builder, JobResult result) {
        return builder
            .with("result", Arrays.asList(result.status(), result.text()))
            .with("grade", result.grade())
            .with("problems", result.problems())
            .with("tests", result.tests())
            .with("custom", result.custom())
            .with("state", result.state())
            .with("archive", result.archive())
            .with("stdout", result.stdout())
            .with("stderr", result.stderr());
    }

    static JobResult read(Fields fields) throws MalformedMessage {
        List<String> statusAndText = fields.strings("result");
        if (statusAndText.size() != 2) {
            throw new MalformedMessage(fields.name() + ".result should be [status, text]");
        }
        return new JobResult(
            statusAndText.getFirst(),
            statusAndText.getLast(),
            fields.decimal("grade", 0.0),
            fields.map("problems"),
            fields.map("tests"),
            fields.map("custom"),
            fields.string("state", null),
            fields.bytes("archive", null),
            fields.string("stdout", null),
            fields.string("stderr", null));
    }
}
