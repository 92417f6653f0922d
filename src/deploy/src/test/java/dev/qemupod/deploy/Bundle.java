package dev.qemupod.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is applied together.
 *
 * @param name what it is, for messages
 * @param resources in the order they were written
 */
record Bundle(String name, List<HasMetadata> resources) {
  Bundle {
    resources = List.copyOf(resources);
  }

  /**
   * The pods that one of the resources is or makes.
   *
   * @param owner its name
   * @param labels the pods' labels
   * @param spec the pods' spec
   * @param claims claims that each pod gets for itself
   */
  record Workload(
      String owner, Map<String, String> labels, PodSpec spec, List<PersistentVolumeClaim> claims) {}

  static Bundle of(String name, String yaml) throws IOException {
    List<HasMetadata> resources = new ArrayList<>();
    for (JsonNode document : Deployed.documents(yaml)) {
      resources.add(KubernetesTypes.read(document));
    }
    return new Bundle(name, resources);
  }

  List<Workload> workloads() {
    List<Workload> workloads = new ArrayList<>();
    for (Pod pod : all(Pod.class)) {
      workloads.add(
          new Workload(
              pod.getMetadata().getName(),
              pod.getMetadata().getLabels(),
              pod.getSpec(),
              List.of()));
    }
    for (StatefulSet set : all(StatefulSet.class)) {
      PodTemplateSpec template = set.getSpec().getTemplate();
      workloads.add(
          new Workload(
              set.getMetadata().getName(),
              template.getMetadata().getLabels(),
              template.getSpec(),
              set.getSpec().getVolumeClaimTemplates()));
    }
    return workloads;
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  Optional<ConfigMap> configMap(String name) {
    return all(ConfigMap.class).stream()
        .filter(map -> map.getMetadata().getName().equals(name))
        .findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}
