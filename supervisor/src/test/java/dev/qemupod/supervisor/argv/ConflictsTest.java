package dev.qemupod.supervisor.argv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConflictsTest {
  @ParameterizedTest
  @CsvSource({
    "-m 4G, QEMU_RAM",
    "--m 4G, QEMU_RAM",
    "-smp 4, QEMU_CPU",
    "-cpu host, QEMU_CPU_MODEL",
    "-accel kvm, QEMU_ACCEL",
    "-enable-kvm, QEMU_ACCEL",
    "-machine q35, QEMU_MACHINE",
    "-M pc, QEMU_MACHINE",
    "-name x, QEMU_HOSTNAME",
    "-bios x.fd, QEMU_FIRMWARE",
    "-pflash x.fd, QEMU_FIRMWARE",
    "-kernel x, QEMU_KERNEL",
    "-initrd x, QEMU_INITRD",
    "-append x, QEMU_APPEND",
    "-boot d, QEMU_BOOT",
    "-hda x, QEMU_HDA",
    "-cdrom x, QEMU_CDROM",
    "-snapshot, QEMU_HDA_BASE",
    "-nic none, QEMU_NET_USER_EXTRA",
    "-net none, QEMU_NET_USER_EXTRA",
    "-serial stdio, QEMU_NO_SERIAL",
    "-monitor stdio, -qmp unix",
    "-display gtk, -vnc",
    "-nographic, -vnc",
    "-no-reboot, QEMU_ON_REBOOT",
    "-no-shutdown, QEMU_ON_POWEROFF",
    "-action panic=none, QEMU_ON_PANIC",
    "-sandbox off, it is on",
    "-watchdog-action reset, QEMU_WATCHDOG",
    "-nodefaults, given already",
    "-daemonize, child of the supervisor",
    "-S, would not be started",
    "-incoming defer, would not be started",
    "-version, qemu itself"
  })
  void anOptionThatIsGeneratedIsRefusedWithWhatToUse(String arguments, String instead) {
    List<String> words = List.of(arguments.split(" "));
    List<Problem> problems = find(words);
    assertEquals(1, problems.size(), problems.toString());
    String message = problems.getFirst().toString();
    assertTrue(message.startsWith("QEMU_EXTRA_ARGS or the container's arguments "), message);
    assertTrue(message.contains(instead), message);
    assertTrue(message.contains(words.getFirst() + ","), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-vnc 127.0.0.1:1",
        "-device virtio-vga,id=vga0",
        "-drive file=/x.img,format=raw,if=virtio",
        "-netdev user,id=net1 -device virtio-net-pci,netdev=net1",
        "-object memory-backend-ram,id=ram0,size=1M",
        "-fw_cfg name=opt/x,file=/y",
        "-chardev socket,id=agent,path=/a,server=on,wait=off",
        "-global virtio-blk-pci.x=1",
        "-smbios type=1,serial=x",
        "-qmp unix:/third.sock,server=on,wait=off",
        "-trace enable=x -d guest_errors -D /tmp/log",
        "-usb -uuid 00000000-0000-0000-0000-000000000001",
        "-blockdev {\"driver\":\"null-co\",\"node-name\":\"mine\"}",
        "-global -m",
        "-s"
      })
  void otherOptionsAreTheUsersOwnBusiness(String arguments) {
    assertEquals(List.of(), find(List.of(arguments.split(" "))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-netdev user,id=net0",
        "-device virtio-net-pci,id=nic0",
        "-device {\"driver\":\"virtio-blk-pci\",\"id\":\"hda\"}",
        "-blockdev driver=null-co,node-name=hdb",
        "-blockdev {\"node-name\": \"cdrom\"}",
        "-chardev null,id=console",
        "-object iothread,id=io-hda",
        "-chardev null,id=agent0"
      })
  void anIdThatIsTakenIsRefused(String arguments) {
    List<Problem> problems = find(List.of(arguments.split(" ", 2)));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().message().contains("use another id"), problems.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-device virtserialport,chardev=mine,name=org.qemu.guest_agent.0",
        "-device {\"driver\":\"virtserialport\",\"name\":\"org.qemu.guest_agent.0\"}"
      })
  void aSecondChannelForTheGuestAgentIsRefused(String arguments) {
    List<Problem> problems = find(List.of(arguments.split(" ", 2)));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().message().contains("has it already"), problems.toString());
  }

  @Test
  void aSecondChannelForIgnitionsJournalIsRefusedIfThereIsAFirst() {
    List<String> words =
        List.of("-device", "virtserialport,chardev=mine,name=com.coreos.ignition.journal");
    assertEquals(List.of(), find(words));
    List<Problem> problems = Conflicts.find(words, true);
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().message().contains("has it already"), problems.toString());
  }

  @Test
  void aWordThatIsNoOptionWouldBeADisk() {
    List<Problem> problems = find(List.of("-usb", "/disk.img"));
    assertTrue(problems.getFirst().message().contains("\"/disk.img\""), problems.toString());
  }

  @Test
  void aLastOptionWithoutItsValueIsRefused() {
    List<Problem> problems = find(List.of("-device"));
    assertTrue(problems.getFirst().message().contains("needs a value"), problems.toString());
  }

  @Test
  void allConflictsAreReportedAtOnce() {
    assertEquals(3, find(List.of("-m", "1G", "-smp", "2", "-daemonize")).size());
  }

  private static List<Problem> find(List<String> words) {
    return Conflicts.find(words, false);
  }
}
