package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTypesTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: vm}
      spec:
        terminationGracePeriodSeconds: 60
        containers:
          - name: vm
            resources: {limits: {cpu: "1", memory: 1Gi}}
            livenessProbe: {httpGet: {path: /livez, port: metrics}}
      """;

  @Test
  void whatKubernetesKnowsIsRead() throws Exception {
    Pod pod = (Pod) KubernetesTypes.read(document(POD));
    assertEquals("vm", pod.getMetadata().getName());
    assertEquals(60, pod.getSpec().getTerminationGracePeriodSeconds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"terminationGracePeriodSeconds", "resources", "limits", "livenessProbe", "path"})
  void aMisspeltFieldIsAnErrorThatNamesIt(String field) throws Exception {
    JsonNode misspelt = document(POD.replace(field + ":", field + "s:"));
    JsonProcessingException error =
        assertThrows(JsonProcessingException.class, () -> KubernetesTypes.read(misspelt));
    String told = String.valueOf(error.getMessage());
    assertTrue(told.contains("\"" + field + "s\""), told);
  }

  @Test
  void aValueOfAnotherTypeIsAnError() throws Exception {
    JsonNode wrong = document(POD.replace(": 60", ": a minute"));
    assertThrows(JsonProcessingException.class, () -> KubernetesTypes.read(wrong));
  }

  private static JsonNode document(String text) throws Exception {
    return Deployed.documents(text).getFirst();
  }
}
