package dev.qemupod.supervisor.config;

/**
 * What KubeVirt's dashboards know a VM by, from the variables that a pod's downward API sets.
 *
 * @param pod {@code POD_NAME}; may be empty
 * @param namespace {@code POD_NAMESPACE}; may be empty
 * @param node {@code NODE_NAME}; may be empty
 */
public record KubevirtIdentity(String pod, String namespace, String node) {}
