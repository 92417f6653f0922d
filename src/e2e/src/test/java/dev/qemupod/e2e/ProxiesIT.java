package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The proxies that the build makes ahead, for want of which the machine would make them at the
 * start.
 */
class ProxiesIT {
  private static final Path PROGRAM =
      Podman.REPOSITORY.resolve("supervisor/target/dist/lib/qemu-pod.jar");

  private static final int CALLS = 3;

  /** JNR keeps what it knows of a function by the identity of its method, and for good. */
  @Test
  void eachCallOfAMethodGivesTheSameMethod() throws Exception {
    URL[] path = {PROGRAM.toUri().toURL()};
    int proxies = 0;
    try (JarFile jar = new JarFile(PROGRAM.toFile());
        URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith("$Proxy.class")) {
          String name = entry.getName().replace(".class", "").replace('/', '.');
          Class<?> type = loader.loadClass(name);
          if (Proxy.class.isAssignableFrom(type)) {
            callAll(type);
            proxies++;
          }
        }
      }
    }
    assertNotEquals(0, proxies);
  }

  private static void callAll(Class<?> type) throws Exception {
    Set<Method> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          seen.add(method);
          return nothing(method.getReturnType());
        };
    Object proxy = type.getConstructor(InvocationHandler.class).newInstance(handler);
    int methods = 0;
    for (Method method : type.getDeclaredMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        methods++;
        Object[] arguments =
            Stream.of(method.getParameterTypes()).map(ProxiesIT::nothing).toArray();
        for (int call = 0; call < CALLS; call++) {
          var _ = method.invoke(proxy, arguments);
        }
      }
    }
    assertEquals(methods, seen.size(), () -> "of " + type + ": " + seen);
  }

  /** Zero, false or null. */
  private static @Nullable Object nothing(Class<?> type) {
    return type.isPrimitive() && type != void.class
        ? Array.get(Array.newInstance(type, 1), 0)
        : null;
  }
}
