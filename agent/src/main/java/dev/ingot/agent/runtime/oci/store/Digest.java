package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Content digests of the form {@code sha256:<64 hexadecimal digits>}, the only one images are named by. */
final class Digest {
    private static final String ALGORITHM = "sha256:";
    private static final Pattern PATTERN = Pattern.compile(ALGORITHM + "[0-9a-f]{64}");

    private Digest() { }

    static String of(byte[] content) {
        try {
            return ALGORITHM + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    /** The same text, once it is certain that it is a digest: it becomes a file's name. */
    static String requireValid(String text) {
        if (!isValid(text)) {
            throw new RuntimeFault(Kind.INVALID, "\"" + text + "\" is no image id (sha256: and 64 hexadecimal digits)", null);
        }
        return text;
    }

    static String ofHex(String hex) {
        return ALGORITHM + hex;
    }

    static String hex(String digest) {
        return requireValid(digest).substring(ALGORITHM.length());
    }
}
