package dev.ingot.agent.telemetry.opentelemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A span as it stands in requests of OTLP (opentelemetry/proto/trace/v1/trace.proto), read from the bytes themselves.
 *
 * @param parent empty for the first of a trace
 * @param begin  nanoseconds since 1970
 * @param end    likewise
 */
record ReceivedSpan(String trace, String id, String parent, String name, long begin, long end) {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int FIXED_32 = 5;

    /** All in some requests, one after the other: resource_spans, scope_spans, spans. */
    static List<ReceivedSpan> in(byte[] requests) {
        return field(requests, 1).stream().flatMap(resource -> field(resource, 2).stream())
            .flatMap(scope -> field(scope, 2).stream()).map(ReceivedSpan::read).toList();
    }

    private static ReceivedSpan read(byte[] span) {
        return new ReceivedSpan(hex(span, 1), hex(span, 2), hex(span, 4),
            new String(field(span, 5).getFirst(), StandardCharsets.UTF_8), number(span, 7), number(span, 8));
    }

    private static String hex(byte[] span, int number) {
        return field(span, number).stream().map(HexFormat.of()::formatHex).findFirst().orElse("");
    }

    private static long number(byte[] span, int number) {
        return ByteBuffer.wrap(field(span, number).getFirst()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** What stands under a number in a message of protobuf; numbers of variable length are passed over. */
    private static List<byte[]> field(byte[] message, int number) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            long key = varint(rest);
            int type = (int) (key & 7);
            if (type == VARINT) {
                varint(rest);
                continue;
            }
            byte[] content = new byte[type == FIXED_64 ? 8 : type == FIXED_32 ? 4 : (int) varint(rest)];
            rest.get(content);
            if (key >> 3 == number) {
                found.add(content);
            }
        }
        return found;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
