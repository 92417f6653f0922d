package dev.qemupod.deploy;

import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Map;
import java.util.TreeMap;

/** The variables of a container, config maps included. */
final class PodEnvironment {
  private PodEnvironment() {}

  static Map<String, String> of(Bundle bundle, Container container) {
    Map<String, String> environment = new TreeMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      ConfigMapEnvSource map = source.getConfigMapRef();
      environment.putAll(bundle.configMap(map.getName()).orElseThrow().getData());
    }
    for (EnvVar variable : container.getEnv()) {
      // What comes from elsewhere, such as the pod's name, has no value here.
      if (variable.getValue() != null) {
        environment.put(variable.getName(), variable.getValue());
      }
    }
    return environment;
  }
}
