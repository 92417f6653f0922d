package dev.qemupod.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The restricted Pod Security Standard of Kubernetes, and a read-only root file system beside it.
 */
final class PodSecurity {
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");

  private final PodSpec spec;
  private final List<String> violations = new ArrayList<>();

  private PodSecurity(PodSpec spec) {
    this.spec = spec;
  }

  /** Everything in which a pod goes beyond the standard. */
  static List<String> violations(PodSpec spec) {
    PodSecurity security = new PodSecurity(spec);
    security.pod();
    spec.getContainers().forEach(security::container);
    spec.getInitContainers().forEach(security::container);
    return security.violations;
  }

  private void pod() {
    for (Boolean host :
        new @Nullable Boolean[] {spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC()}) {
      require(!Objects.equals(host, true), "a namespace of the host");
    }
    for (Volume volume : spec.getVolumes()) {
      boolean allowed =
          volume.getConfigMap() != null
              || volume.getEmptyDir() != null
              || volume.getPersistentVolumeClaim() != null
              || volume.getSecret() != null
              || volume.getImage() != null;
      require(allowed, "volume " + volume.getName() + ": not of a kind that is allowed");
    }
  }

  private void container(Container container) {
    String name = "container " + container.getName() + ": ";
    SecurityContext own = container.getSecurityContext();
    if (own == null) {
      violations.add(name + "no securityContext");
      return;
    }
    var pod = spec.getSecurityContext();
    Boolean nonRoot = own.getRunAsNonRoot();
    if (nonRoot == null && pod != null) {
      nonRoot = pod.getRunAsNonRoot();
    }
    require(Objects.equals(nonRoot, true), name + "runAsNonRoot");
    var seccomp = own.getSeccompProfile();
    if (seccomp == null && pod != null) {
      seccomp = pod.getSeccompProfile();
    }
    require(seccomp != null && SECCOMP.contains(seccomp.getType()), name + "seccompProfile");
    require(
        Objects.equals(own.getAllowPrivilegeEscalation(), false),
        name + "allowPrivilegeEscalation");
    require(!Objects.equals(own.getPrivileged(), true), name + "privileged");
    require(Objects.equals(own.getReadOnlyRootFilesystem(), true), name + "readOnlyRootFilesystem");
    var capabilities = own.getCapabilities();
    require(
        capabilities != null
            && capabilities.getDrop().contains("ALL")
            && Set.of("NET_BIND_SERVICE").containsAll(capabilities.getAdd()),
        name + "capabilities");
    for (ContainerPort port : container.getPorts()) {
      require(port.getHostPort() == null, name + "hostPort");
    }
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      violations.add(what);
    }
  }
}
