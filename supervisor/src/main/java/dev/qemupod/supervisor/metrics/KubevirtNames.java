package dev.qemupod.supervisor.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of KubeVirt (its docs/observability/metrics.md) that this VM has values for, with
 * KubeVirt's labels: {@code node}, {@code namespace} and {@code name} first, then their own.
 *
 * <p>Loaded only where they are wanted.
 */
final class KubevirtNames {
  private static final String CPU = "qemu_process_cpu_seconds_total";
  private static final String DRIVE = "drive";
  private static final String INTERFACE = "interface";

  static final MetricDefinition INFO =
      metric(
          MetricType.INFO,
          "info",
          "qemu_vm_info, qemu_guest_os_info",
          "What the VM is.",
          "phase",
          "vmi_pod",
          "guest_os_name",
          "guest_os_version_id",
          "guest_os_kernel_release",
          "guest_os_machine");
  static final MetricDefinition VCPU_SECONDS =
      counter(
          "vcpu_seconds_total",
          "qemu_vcpu_cpu_seconds_total",
          "CPU time of a vCPU, all modes; the state is always running.",
          "id",
          "state");
  static final MetricDefinition VCPU_DELAY =
      counter(
          "vcpu_delay_seconds_total",
          "qemu_vcpu_delay_seconds_total",
          "Time a vCPU waited for a CPU.",
          "id");
  static final MetricDefinition CPU_USAGE =
      counter("cpu_usage_seconds_total", CPU, "CPU time of qemu, all modes.");
  static final MetricDefinition CPU_USER =
      counter("cpu_user_usage_seconds_total", CPU, "CPU time of qemu in modes user and guest.");
  static final MetricDefinition CPU_SYSTEM =
      counter("cpu_system_usage_seconds_total", CPU, "CPU time of qemu in mode system.");

  static final MetricDefinition DOMAIN =
      gauge("memory_domain_bytes", "qemu_memory_configured_bytes", "RAM of the machine.");
  static final MetricDefinition RESIDENT =
      gauge(
          "memory_resident_bytes",
          "qemu_process_resident_memory_bytes",
          "Resident memory of qemu, all types.");
  static final MetricDefinition BALLOON =
      gauge(
          "memory_actual_balloon_bytes",
          "qemu_memory_balloon_bytes",
          "RAM that the balloon leaves to the guest.");
  static final MetricDefinition AVAILABLE =
      gauge(
          "memory_available_bytes",
          "qemu_guest_memory_total_bytes",
          "Memory that the guest's kernel manages.");
  static final MetricDefinition USABLE =
      gauge(
          "memory_usable_bytes",
          "qemu_guest_memory_available_bytes",
          "Memory that the guest's programs could still use.");
  static final MetricDefinition UNUSED =
      gauge(
          "memory_unused_bytes",
          "qemu_guest_memory_free_bytes",
          "Memory that the guest has not used.");
  static final MetricDefinition CACHED =
      gauge(
          "memory_cached_bytes",
          "qemu_guest_memory_cached_bytes",
          "Disk caches in the guest's memory.");
  static final MetricDefinition SWAP_IN =
      gauge(
          "memory_swap_in_traffic_bytes",
          "qemu_guest_swap_bytes_total",
          "Bytes that the guest has read from swap.");
  static final MetricDefinition SWAP_OUT =
      gauge(
          "memory_swap_out_traffic_bytes",
          "qemu_guest_swap_bytes_total",
          "Bytes that the guest has written to swap.");
  static final MetricDefinition MAJOR_FAULTS =
      counter(
          "memory_pgmajfault_total",
          "qemu_guest_page_faults_total",
          "Page faults in the guest that had to read a disk.");
  static final MetricDefinition MINOR_FAULTS =
      counter(
          "memory_pgminfault_total",
          "qemu_guest_page_faults_total",
          "Page faults in the guest that had not.");
  static final MetricDefinition OVERHEAD =
      gauge(
          "launcher_memory_overhead_bytes",
          "qemu_pod_headroom_budget_bytes",
          "Memory that was kept from the guest for qemu and the supervisor.");

  static final MetricDefinition READS =
      drive("iops_read", "qemu_block_reads_completed_total", "Reads of the guest.");
  static final MetricDefinition WRITES =
      drive("iops_write", "qemu_block_writes_completed_total", "Writes of the guest.");
  static final MetricDefinition FLUSHES =
      drive("flush_requests", "qemu_block_flushes_completed_total", "Flushes of the guest.");
  static final MetricDefinition READ_BYTES =
      drive("read_traffic_bytes", "qemu_block_read_bytes_total", "Bytes the guest has read.");
  static final MetricDefinition WRITTEN_BYTES =
      drive("write_traffic_bytes", "qemu_block_written_bytes_total", "Bytes it has written.");
  static final MetricDefinition READ_TIME =
      drive("read_times_seconds", "qemu_block_read_time_seconds_total", "Durations of its reads.");
  static final MetricDefinition WRITE_TIME =
      drive("write_times_seconds", "qemu_block_write_time_seconds_total", "Of its writes.");
  static final MetricDefinition FLUSH_TIME =
      drive("flush_times_seconds", "qemu_block_flush_time_seconds_total", "Of its flushes.");

  static final MetricDefinition RECEIVED_BYTES = network("receive_bytes", "receive_bytes");
  static final MetricDefinition RECEIVED_PACKETS = network("receive_packets", "receive_packets");
  static final MetricDefinition RECEIVED_ERRORS = network("receive_errors", "receive_errors");
  static final MetricDefinition RECEIVED_DROPPED =
      network("receive_packets_dropped", "receive_dropped");
  static final MetricDefinition SENT_BYTES = network("transmit_bytes", "transmit_bytes");
  static final MetricDefinition SENT_PACKETS = network("transmit_packets", "transmit_packets");
  static final MetricDefinition SENT_ERRORS = network("transmit_errors", "transmit_errors");
  static final MetricDefinition SENT_DROPPED =
      network("transmit_packets_dropped", "transmit_dropped");

  static final MetricDefinition FILESYSTEM_CAPACITY = filesystem("capacity", "size");
  static final MetricDefinition FILESYSTEM_USED = filesystem("used", "used");
  static final MetricDefinition PANICS =
      counter(
          "guest_os_panic_total", "qemu_vm_guest_panics_total", "Panics that the guest reported.");

  private KubevirtNames() {}

  static List<MetricDefinition> all() {
    return List.of(
        INFO,
        VCPU_SECONDS,
        VCPU_DELAY,
        CPU_USAGE,
        CPU_USER,
        CPU_SYSTEM,
        DOMAIN,
        RESIDENT,
        BALLOON,
        AVAILABLE,
        USABLE,
        UNUSED,
        CACHED,
        SWAP_IN,
        SWAP_OUT,
        MAJOR_FAULTS,
        MINOR_FAULTS,
        OVERHEAD,
        READS,
        WRITES,
        FLUSHES,
        READ_BYTES,
        WRITTEN_BYTES,
        READ_TIME,
        WRITE_TIME,
        FLUSH_TIME,
        RECEIVED_BYTES,
        RECEIVED_PACKETS,
        RECEIVED_ERRORS,
        RECEIVED_DROPPED,
        SENT_BYTES,
        SENT_PACKETS,
        SENT_ERRORS,
        SENT_DROPPED,
        FILESYSTEM_CAPACITY,
        FILESYSTEM_USED,
        PANICS);
  }

  private static MetricDefinition drive(String name, String source, String help) {
    return counter("storage_" + name + "_total", source, help, DRIVE);
  }

  private static MetricDefinition network(String name, String own) {
    return counter(
        "network_" + name + "_total",
        "qemu_guest_network_" + own + "_total",
        "The guest's network, by its own account.",
        INTERFACE);
  }

  private static MetricDefinition filesystem(String name, String own) {
    return gauge(
        "filesystem_" + name + "_bytes",
        "qemu_guest_filesystem_" + own + "_bytes",
        "A file system, as the guest tells it.",
        "disk_name",
        "mount_point",
        "file_system_type");
  }

  private static MetricDefinition counter(
      String name, String source, String help, String... labels) {
    return metric(MetricType.COUNTER, name, source, help, labels);
  }

  private static MetricDefinition gauge(String name, String source, String help, String... labels) {
    return metric(MetricType.GAUGE, name, source, help, labels);
  }

  private static MetricDefinition metric(
      MetricType type, String name, String source, String help, String... own) {
    List<String> labels = new ArrayList<>(List.of("node", "namespace", "name"));
    labels.addAll(List.of(own));
    return new MetricDefinition("kubevirt_vmi_" + name, type, source, help, labels);
  }
}
