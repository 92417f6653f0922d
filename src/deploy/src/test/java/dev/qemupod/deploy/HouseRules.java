package dev.qemupod.deploy;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.VariableCatalog;
import dev.qemupod.supervisor.http.Probe;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a pod of ours must be, beside being one that Kubernetes takes. */
final class HouseRules {
  private static final String METRICS = "metrics";
  private static final int METRICS_PORT = 9180;

  /** As in a pod: no capability, and the usual ports are the root user's. */
  private static final HostFacts POD = new HostFacts(Arch.X86_64, "vm-0", 1024);

  /** An old name that is still read. */
  private static final String OLD = "QEMU_PU";

  private final Bundle bundle;
  private final Path folder;
  private final List<String> broken = new ArrayList<>();

  private HouseRules(Bundle bundle, Path folder) {
    this.bundle = bundle;
    this.folder = folder;
  }

  /**
   * Every rule that is broken.
   *
   * @param folder an empty one for the files of the pods
   */
  static List<String> broken(Bundle bundle, Path folder) throws IOException {
    HouseRules rules = new HouseRules(bundle, folder);
    for (Bundle.Workload workload : bundle.workloads()) {
      rules.names(workload);
      for (Container container : workload.spec().getContainers()) {
        rules.memory(container);
        rules.configuration(workload, container);
        rules.probes(container);
      }
    }
    bundle.all(Service.class).forEach(rules::service);
    bundle.all(StatefulSet.class).forEach(rules::statefulSet);
    return rules.broken;
  }

  /** What is mounted has to be a volume or a claim. */
  private void names(Bundle.Workload workload) {
    Set<String> volumes = new HashSet<>();
    workload.spec().getVolumes().stream().map(Volume::getName).forEach(volumes::add);
    for (PersistentVolumeClaim claim : workload.claims()) {
      volumes.add(claim.getMetadata().getName());
    }
    for (Container container : workload.spec().getContainers()) {
      container
          .getVolumeMounts()
          .forEach(
              mount -> require(volumes.contains(mount.getName()), "no volume " + mount.getName()));
      container
          .getVolumeDevices()
          .forEach(
              device ->
                  require(volumes.contains(device.getName()), "no volume " + device.getName()));
    }
  }

  /** A guest uses its memory whatever was requested. */
  private void memory(Container container) {
    Quantity limit = container.getResources().getLimits().get("memory");
    Map<String, Quantity> requests = container.getResources().getRequests();
    require(limit != null, "no memory limit");
    if (requests != null && limit != null) {
      require(limit.equals(requests.getOrDefault("memory", limit)), "memory request and limit");
    }
  }

  private void configuration(Bundle.Workload workload, Container container) throws IOException {
    Set<String> known =
        VariableCatalog.all().stream().map(variable -> variable.name()).collect(Collectors.toSet());
    known.add(OLD);
    Map<String, String> environment =
        PodFiles.environment(bundle, workload, container, folder.resolve(workload.owner()));
    environment.keySet().stream()
        .filter(name -> name.startsWith("QEMU_"))
        .forEach(name -> require(known.contains(name), name + " is no variable"));
    ConfigResult result = new EnvReader(POD).read(environment, List.of());
    result.problems().errors().stream().map(Problem::toString).forEach(broken::add);
    @Nullable Long grace = workload.spec().getTerminationGracePeriodSeconds();
    if (result.config().isPresent()) {
      Duration timeout = result.config().get().lifecycle().shutdownTimeout();
      require(
          grace != null && Duration.ofSeconds(grace).compareTo(timeout.plusSeconds(5)) >= 0,
          "terminationGracePeriodSeconds " + grace + " and a shutdown that may take " + timeout);
    }
  }

  /** All three or none. */
  private void probes(Container container) {
    Map<String, Integer> ports = new HashMap<>();
    for (ContainerPort port : container.getPorts()) {
      require(port.getName().matches("[a-z0-9-]{1,15}"), "port name " + port.getName());
      ports.put(port.getName(), port.getContainerPort());
    }
    Map<Probe, io.fabric8.kubernetes.api.model.@Nullable Probe> probes = new HashMap<>();
    probes.put(Probe.STARTUP, container.getStartupProbe());
    probes.put(Probe.LIVE, container.getLivenessProbe());
    probes.put(Probe.READY, container.getReadinessProbe());
    if (probes.values().stream().allMatch(probe -> probe == null)) {
      return;
    }
    require(Integer.valueOf(METRICS_PORT).equals(ports.get(METRICS)), "no port metrics");
    probes.forEach(
        (kind, probe) ->
            require(
                probe != null
                    && probe.getHttpGet().getPath().equals(kind.path())
                    && METRICS.equals(probe.getHttpGet().getPort().getStrVal()),
                kind + " probe"));
  }

  private void service(Service service) {
    boolean found = false;
    for (Bundle.Workload workload : bundle.workloads()) {
      if (workload.labels().entrySet().containsAll(service.getSpec().getSelector().entrySet())) {
        found = true;
        Set<String> ports = new HashSet<>();
        for (Container container : workload.spec().getContainers()) {
          container.getPorts().stream().map(ContainerPort::getName).forEach(ports::add);
        }
        for (ServicePort port : service.getSpec().getPorts()) {
          String target = port.getTargetPort().getStrVal();
          require(ports.contains(target), "service port " + port.getName() + " to " + target);
        }
      }
    }
    require(found, "service " + service.getMetadata().getName() + " selects no pod");
  }

  private void statefulSet(StatefulSet set) {
    require(
        bundle.all(Service.class).stream()
            .anyMatch(
                service ->
                    service.getMetadata().getName().equals(set.getSpec().getServiceName())
                        && "None".equals(service.getSpec().getClusterIP())),
        "no headless service " + set.getSpec().getServiceName());
    require(
        set.getSpec()
            .getTemplate()
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(set.getSpec().getSelector().getMatchLabels().entrySet()),
        "the StatefulSet does not select its own pods");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      broken.add(what);
    }
  }
}
