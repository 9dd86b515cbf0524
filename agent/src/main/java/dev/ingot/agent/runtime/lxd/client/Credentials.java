package dev.ingot.agent.runtime.lxd.client;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Names the files by which client and server of an https connection authenticate each other.
 *
 * @param keystore    PKCS #12 file with the client's key and certificate and an empty password; its file mode protects it
 * @param certificate the server's own certificate, PEM; no other is trusted, regardless of its issuer and names
 */
public record Credentials(Path keystore, Path certificate) {

    private static final char[] NO_PASSWORD = {};

    /**
     * Returns Jetty's TLS settings.
     *
     * @throws RuntimeFault of kind INVALID when a file cannot be read
     */
    SslContextFactory.Client contextFactory() {
        SslContextFactory.Client factory = new SslContextFactory.Client();
        factory.setKeyStore(read(keystore));
        factory.setKeyStorePassword("");
        factory.setTrustStore(trusted());
        // Host names are not checked: the certificate itself identifies the server, and names at best the host that created it.
        factory.setEndpointIdentificationAlgorithm(null);
        return factory;
    }

    private static KeyStore read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(bytes, NO_PASSWORD);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new RuntimeFault(Kind.INVALID, "cannot read " + file + " as a PKCS #12 keystore with an empty password: "
                + e.getMessage(), e);
        }
    }

    private KeyStore trusted() {
        try (InputStream bytes = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(bytes));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new RuntimeFault(Kind.INVALID, "cannot read " + certificate + " as a certificate: " + e.getMessage(), e);
        }
    }
}
