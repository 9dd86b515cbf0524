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
 * How client and server of an https connection know each other.
 *
 * @param keystore    PKCS #12 with the client's key and certificate and an empty password; guarded by its file mode
 * @param certificate the server's own, PEM; no other is trusted, whoever signed it and whatever its names
 */
public record Credentials(Path keystore, Path certificate) {

    private static final char[] NO_PASSWORD = {};

    SslContextFactory.Client contextFactory() {
        SslContextFactory.Client factory = new SslContextFactory.Client();
        factory.setKeyStore(read(keystore));
        factory.setKeyStorePassword("");
        factory.setTrustStore(trusted());
        // The server is known by its certificate, which names the host it was made on at best.
        factory.setEndpointIdentificationAlgorithm(null);
        return factory;
    }

    private static KeyStore read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(bytes, NO_PASSWORD);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new RuntimeFault(Kind.INVALID, file + " is no PKCS #12 keystore with an empty password: " + e.getMessage(), e);
        }
    }

    private KeyStore trusted() {
        try (InputStream bytes = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(bytes));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new RuntimeFault(Kind.INVALID, certificate + " is no certificate: " + e.getMessage(), e);
        }
    }
}
