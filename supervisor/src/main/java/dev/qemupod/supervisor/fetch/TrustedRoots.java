package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.config.FetchConfig;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are believed. */
final class TrustedRoots {
  private TrustedRoots() {}

  /** Sockets that believe them; empty: those the Java runtime believes by itself. */
  static Optional<SSLSocketFactory> sockets(FetchConfig config) throws FetchException {
    if (config.roots().isEmpty() && config.moreRoots().isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      if (config.roots().isPresent()) {
        add(store, "SSL_CERT_FILE", config.roots().get());
      } else {
        addDefaults(store);
      }
      if (config.moreRoots().isPresent()) {
        add(store, "QEMU_CA_FILE", config.moreRoots().get());
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return Optional.of(context.getSocketFactory());
    } catch (GeneralSecurityException | IOException failed) {
      throw new FetchException(
          FetchException.Kind.CONFIGURATION,
          "needs certificates to trust, which can not be set up: " + failed.getMessage());
    }
  }

  private static void add(KeyStore store, String variable, Path file)
      throws FetchException, GeneralSecurityException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException | IOException unreadable) {
      throw unusable(variable, file, String.valueOf(unreadable.getMessage()));
    }
    if (certificates.isEmpty()) {
      throw unusable(variable, file, "there is none in it");
    }
    for (Certificate certificate : certificates) {
      store.setCertificateEntry(variable + store.size(), certificate);
    }
  }

  private static FetchException unusable(String variable, Path file, String why) {
    return new FetchException(
        FetchException.Kind.CONFIGURATION,
        "needs the certificates of "
            + variable
            + " in PEM, but "
            + file
            + " is not usable: "
            + why);
  }

  private static void addDefaults(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager usual) {
        for (X509Certificate certificate : usual.getAcceptedIssuers()) {
          store.setCertificateEntry("usual" + store.size(), certificate);
        }
      }
    }
  }
}
