package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules find what they are for. */
class HouseRulesTest {
  private static final String GOOD =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: vm}
      spec:
        clusterIP: None
        selector: {app: vm}
        ports: [{name: metrics, port: 9180, targetPort: metrics}]
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: config}
      data:
        config.ign: '{"ignition":{"version":"3.3.0"}}'
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: vm}
      spec:
        serviceName: vm
        selector: {matchLabels: {app: vm}}
        template:
          metadata: {labels: {app: vm}}
          spec:
            terminationGracePeriodSeconds: 60
            securityContext:
              runAsNonRoot: true
              seccompProfile: {type: RuntimeDefault}
            containers:
              - name: vm
                image: qemu-pod
                env:
                  - {name: QEMU_HDA, value: /disks/disk.qcow2}
                  - {name: QEMU_IGNITION_FILE, value: /config/config.ign}
                  - {name: QEMU_SHUTDOWN_TIMEOUT, value: 50s}
                ports: [{name: metrics, containerPort: 9180}]
                startupProbe: {httpGet: {path: /startupz, port: metrics}}
                livenessProbe: {httpGet: {path: /livez, port: metrics}}
                readinessProbe: {httpGet: {path: /readyz, port: metrics}}
                resources:
                  requests: {memory: 1Gi}
                  limits: {memory: 1Gi}
                securityContext:
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
                volumeMounts:
                  - {name: disks, mountPath: /disks}
                  - {name: config, mountPath: /config}
            volumes:
              - {name: config, configMap: {name: config}}
        volumeClaimTemplates:
          - metadata: {name: disks}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """;

  @TempDir private Path folder;

  @Test
  void aGoodPodBreaksNothing() throws Exception {
    Bundle bundle = Bundle.of("good", GOOD);
    assertEquals(List.of(), HouseRules.broken(bundle, folder));
    assertEquals(List.of(), PodSecurity.violations(bundle.workloads().getFirst().spec()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value: 50s | value: 58s | terminationGracePeriodSeconds",
        "value: 50s | value: soon | QEMU_SHUTDOWN_TIMEOUT must be",
        "QEMU_HDA, | QEMU_HDX, | QEMU_HDX is no variable",
        "/config/config.ign | /config/config.json | QEMU_IGNITION_FILE must be",
        "mountPath: /disks | mountPath: /data | QEMU_HDA must be",
        "path: /livez | path: /healthz | LIVE probe",
        "path: /readyz, port: metrics | path: /readyz, port: http | READY probe",
        "containerPort: 9180 | containerPort: 9090 | no port metrics",
        "requests: {memory: 1Gi} | requests: {memory: 512Mi} | memory request and limit",
        "limits: {memory: 1Gi} | limits: {cpu: 1} | no memory limit",
        "targetPort: metrics | targetPort: http | service port metrics to http",
        "selector: {app: vm} | selector: {app: other} | selects no pod",
        "serviceName: vm | serviceName: other | no headless service other",
        "matchLabels: {app: vm} | matchLabels: {app: other} | does not select its own pods",
        "name: disks, mountPath | name: disk, mountPath | no volume disk"
      })
  void aBrokenRuleIsTold(String text, String replacement, String told) throws Exception {
    assertTrue(GOOD.contains(text), text);
    List<String> broken =
        HouseRules.broken(Bundle.of("bad", GOOD.replace(text, replacement)), folder);
    assertTrue(broken.stream().anyMatch(each -> each.contains(told)), broken::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runAsNonRoot: true | runAsNonRoot: false | runAsNonRoot",
        "type: RuntimeDefault | type: Unconfined | seccompProfile",
        "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | allowPrivilege",
        "allowPrivilegeEscalation: false | privileged: true | privileged",
        "readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | readOnlyRootFilesystem",
        "drop: [ALL] | drop: [NET_RAW] | capabilities",
        "drop: [ALL] | drop: [ALL], add: [SYS_ADMIN] | capabilities",
        "containerPort: 9180 | containerPort: 9180, hostPort: 9180 | hostPort",
        "terminationGracePeriodSeconds: 60 | hostNetwork: true | a namespace of the host",
        "configMap: {name: config} | hostPath: {path: /dev} | volume config"
      })
  void whatIsNotRestrictedIsTold(String text, String replacement, String told) throws Exception {
    assertTrue(GOOD.contains(text), text);
    Bundle bundle = Bundle.of("bad", GOOD.replace(text, replacement));
    List<String> violations = PodSecurity.violations(bundle.workloads().getFirst().spec());
    assertTrue(violations.stream().anyMatch(each -> each.contains(told)), violations::toString);
  }
}
