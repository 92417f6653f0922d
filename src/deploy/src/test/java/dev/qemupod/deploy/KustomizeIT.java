package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What kustomize makes of the base and its components. */
class KustomizeIT {
  private static final Path COMPONENTS = Deployed.ROOT.resolve("components");

  /** Components of which a pod can have only one. */
  private static final String ACCELERATION = "kvm-.*|no-kvm";

  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqBn4HtvVCaqsKk70PT6LtHvRLfMK+pbAipS/FmHrDn you\n";

  @TempDir private Path folder;

  /** The base alone, with each component, and with all that go together. */
  static List<List<String>> combinations() throws IOException {
    List<String> all;
    try (Stream<Path> folders = Files.list(COMPONENTS)) {
      all = folders.map(each -> each.getFileName().toString()).sorted().toList();
    }
    List<List<String>> combinations = new ArrayList<>();
    combinations.add(List.of());
    all.forEach(component -> combinations.add(List.of(component)));
    List<String> together = new ArrayList<>(all);
    together.removeIf(component -> component.matches(ACCELERATION));
    together.add("kvm-squat");
    combinations.add(together);
    return combinations;
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void kubernetesAndTheSupervisorTakeIt(List<String> components) throws Exception {
    Bundle bundle = build(components);
    assertEquals(1, bundle.workloads().size());
    assertEquals(List.of(), HouseRules.broken(bundle, folder.resolve("pod")));
    assertEquals(List.of(), PodSecurity.violations(bundle.workloads().getFirst().spec()));
  }

  @ParameterizedTest
  @CsvSource({
    "kvm-kubevirt, devices.kubevirt.io/kvm",
    "kvm-squat, squat.ai/kvm",
    "kvm-smarter-devices, smarter-devices/kvm"
  })
  void theDeviceIsAskedFor(String component, String device) throws Exception {
    Bundle bundle = build(List.of(component));
    Container container = container(bundle);
    Quantity one = new Quantity("1");
    assertEquals(one, container.getResources().getLimits().get(device));
    assertEquals(one, container.getResources().getRequests().get(device));
    assertEquals(
        new Quantity("1Gi"), container.getResources().getLimits().get("memory"), "what was there");
    assertEquals("kvm", PodEnvironment.of(bundle, container).get("QEMU_ACCEL"));
  }

  @Test
  void aVmWithoutKvmHasMoreTimeToBoot() throws Exception {
    Bundle bundle = build(List.of("no-kvm"));
    Container container = container(bundle);
    assertEquals("tcg", PodEnvironment.of(bundle, container).get("QEMU_ACCEL"));
    assertEquals(900, container.getStartupProbe().getFailureThreshold());
    assertEquals("/startupz", container.getStartupProbe().getHttpGet().getPath());
  }

  @Test
  void aRawBlockVolumeIsTheSecondDisk() throws Exception {
    Bundle bundle = build(List.of("raw-block"));
    Container container = container(bundle);
    assertEquals(
        container.getVolumeDevices().getFirst().getDevicePath(),
        PodEnvironment.of(bundle, container).get("QEMU_HDB"));
    assertEquals(1, container.getVolumeMounts().size(), "the first disk stays");
    assertEquals(
        "Block", bundle.workloads().getFirst().claims().getLast().getSpec().getVolumeMode());
  }

  @Test
  void aPodThatIsResizedIsNotRestartedForIt() throws Exception {
    Bundle bundle = build(List.of("resize"));
    Container container = container(bundle);
    assertEquals("auto", PodEnvironment.of(bundle, container).get("QEMU_RESIZE"));
    assertEquals(
        List.of("cpu NotRequired", "memory NotRequired"),
        container.getResizePolicy().stream()
            .map(policy -> policy.getResourceName() + " " + policy.getRestartPolicy())
            .toList());
  }

  @Test
  void theGuestOfPasstCanPing() throws Exception {
    Bundle bundle = build(List.of("passt"));
    assertEquals("passt", PodEnvironment.of(bundle, container(bundle)).get("QEMU_NET"));
    PodSecurityContext context = bundle.workloads().getFirst().spec().getSecurityContext();
    assertEquals("net.ipv4.ping_group_range", context.getSysctls().getFirst().getName());
    assertEquals(65532L, context.getRunAsUser(), "what was there");
  }

  @Test
  void theMonitorFindsThePod() throws Exception {
    Bundle bundle = build(List.of("pod-monitor"));
    PodMonitor monitor = bundle.all(PodMonitor.class).getFirst();
    assertTrue(
        bundle
            .workloads()
            .getFirst()
            .labels()
            .entrySet()
            .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()));
    String port = monitor.getSpec().getPodMetricsEndpoints().getFirst().getPort();
    assertTrue(
        container(bundle).getPorts().stream().anyMatch(each -> each.getName().equals(port)), port);
  }

  @Test
  void theAlertsAreThoseOfTheRuleFile() throws Exception {
    Bundle bundle = build(List.of("prometheus-rule"));
    PrometheusRule rule = bundle.all(PrometheusRule.class).getFirst();
    assertEquals(
        AlertRulesTest.alerts().stream().map(alert -> alert.path("alert").asText()).toList(),
        rule.getSpec().getGroups().stream()
            .flatMap(group -> group.getRules().stream())
            .map(each -> each.getAlert())
            .toList());
  }

  @Test
  void theDashboardIsWhereGrafanaLooks() throws Exception {
    ConfigMap map = build(List.of("dashboard")).configMap("qemu-pod-dashboard").orElseThrow();
    assertEquals(Map.of("grafana_dashboard", "1"), map.getMetadata().getLabels());
    assertEquals(Map.of("qemu-pod.json", Files.readString(Deployed.DASHBOARD)), map.getData());
  }

  @Test
  void theOverlayOfTheReadmeIsOne() throws Exception {
    Path overlay = Files.createDirectories(folder.resolve("overlay"));
    String text = Files.readString(Deployed.ROOT.resolve("README.md"));
    int begin = text.indexOf("# db/kustomization.yaml");
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        text.substring(begin, text.indexOf("```", begin))
            .replace("../src/deploy", relative(overlay, ".").toString()));
    Files.writeString(overlay.resolve("user-data.yaml"), "#cloud-config\n");
    Files.writeString(overlay.resolve("authorized_keys"), KEY);
    Bundle bundle = Bundle.of("README", Tool.run(overlay, "kustomize", "build", "."));

    Container container = container(bundle);
    Map<String, String> environment = PodEnvironment.of(bundle, container);
    assertEquals("registry.example/qemu-pod:0.1", container.getImage());
    assertEquals(new Quantity("8Gi"), container.getResources().getLimits().get("memory"));
    assertEquals("40Gi", environment.get("QEMU_HDA_SIZE"));
    assertEquals("2222:22", environment.get("QEMU_PORTS"), "what was there");
    assertEquals("#cloud-config\n", environment.get("QEMU_CLOUD_INIT_USER_DATA"));
    assertEquals("db", bundle.workloads().getFirst().labels().get("app.kubernetes.io/instance"));
    assertEquals(List.of(), HouseRules.broken(bundle, folder.resolve("pod")));
  }

  private static Container container(Bundle bundle) {
    return bundle.workloads().getFirst().spec().getContainers().getFirst();
  }

  private Bundle build(List<String> components) throws Exception {
    assertFalse(components.stream().anyMatch(each -> !Files.isDirectory(COMPONENTS.resolve(each))));
    Path overlay = Files.createDirectories(folder.resolve("overlay"));
    StringBuilder text =
        new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
    text.append("resources: [").append(relative(overlay, "base")).append("]\ncomponents:");
    text.append(components.isEmpty() ? " []\n" : "\n");
    for (String component : components) {
      text.append("  - ").append(relative(overlay, "components/" + component)).append('\n');
    }
    Files.writeString(overlay.resolve("kustomization.yaml"), text);
    String built = Tool.run(overlay, "kustomize", "build", ".");
    return Bundle.of(components.toString(), built);
  }

  private static Path relative(Path overlay, String part) throws IOException {
    return overlay.toRealPath().relativize(Deployed.ROOT.resolve(part).toRealPath());
  }
}
