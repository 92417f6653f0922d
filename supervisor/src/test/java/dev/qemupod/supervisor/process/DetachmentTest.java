package dev.qemupod.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachmentTest {
  @TempDir Path folder;

  private String program(String name) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  private Detachment of(boolean first, boolean terminal) {
    return Detachment.of(first, terminal, "/nonexistent::" + folder);
  }

  @Test
  void pid1WithoutATerminalStartsQemuItself() {
    assertEquals(new Detachment(List.of(), ""), of(true, false));
  }

  @Test
  void pid1WithATerminalGivesQemuASessionOfItsOwn() throws IOException {
    String setsid = program("setsid");
    assertEquals(new Detachment(List.of(setsid), ""), of(true, true));
  }

  @Test
  void elsewhereQemuDiesWithTheSupervisorToo() throws IOException {
    String setsid = program("setsid");
    String setpriv = program("setpriv");
    List<String> both = List.of(setpriv, "--pdeathsig", "KILL", setsid);
    assertEquals(new Detachment(both, ""), of(false, false));
    assertEquals(new Detachment(both, ""), of(false, true));
  }

  @Test
  void whatIsMissingIsToldWithItsConsequence() {
    Detachment none = of(false, false);
    assertEquals(List.of(), none.words());
    assertTrue(none.warning().contains("setpriv of util-linux"), none.warning());
    assertTrue(none.warning().contains("qemu stays behind"), none.warning());
    assertTrue(none.warning().contains("setsid is not in PATH"), none.warning());
  }

  @Test
  void busyboxHasNoSetprivThatIsOfUse() throws IOException {
    Path busybox = Path.of(program("busybox"));
    Files.createSymbolicLink(folder.resolve("setpriv"), busybox);
    Files.createSymbolicLink(folder.resolve("setsid"), busybox);
    Detachment detachment = of(false, false);
    assertEquals(List.of(folder.resolve("setsid").toString()), detachment.words());
    assertTrue(detachment.warning().contains("setpriv of util-linux"), detachment.warning());
  }
}
