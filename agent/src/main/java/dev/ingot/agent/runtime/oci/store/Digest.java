package dev.ingot.agent.runtime.oci.store;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Content digests of the form {@code sha256:<64 hexadecimal digits>}, the only form in which images are named. */
final class Digest {
    private static final String ALGORITHM = "sha256:";
    private static final Pattern PATTERN = Pattern.compile(ALGORITHM + "[0-9a-f]{64}");

    private Digest() { }

    /** Returns the digest of some content. */
    static String of(byte[] content) {
        try {
            return ALGORITHM + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** Returns whether a text is a digest. */
    static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    /**
     * Returns the text if it is a digest, which makes it safe as a file name.
     *
     * @throws RuntimeFault INVALID when it is not
     */
    static String requireValid(String text) {
        if (!isValid(text)) {
            throw new RuntimeFault(Kind.INVALID, "\"" + text + "\" is not an image id (sha256: and 64 hexadecimal digits)", null);
        }
        return text;
    }

    /** Returns the digest with these hexadecimal digits, unchecked. */
    static String ofHex(String hex) {
        return ALGORITHM + hex;
    }

    /**
     * Returns the hexadecimal digits of a digest.
     *
     * @throws RuntimeFault INVALID when it is not a digest
     */
    static String hex(String digest) {
        return requireValid(digest).substring(ALGORITHM.length());
    }
}
