import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/** Methods that others get as their own. */
final class ProxyAhead {
  private ProxyAhead() {}

  /**
   * The constructor of a proxy that was made ahead; null if there is none. For java.lang.reflect.Proxy,
   * to find the classes of {@link ProxyClasses}.
   */
  static Constructor<?> constructorAhead(ClassLoader loader, Class<?>[] interfaces) {
    if (interfaces.length == 0) {
      return null;
    }
    String name = interfaces[0].getName();
    // To look for a class in vain takes the opening of the jar; the machine's own are in none.
    if (loader != null && !name.startsWith("jnr.") && !name.startsWith("dev.qemupod.")) {
      return null;
    }
    try {
      Class<?> proxy = Class.forName(name.concat("$Proxy"), false, loader);
      for (Class<?> each : interfaces) {
        if (!each.isAssignableFrom(proxy)) {
          return null;
        }
      }
      return proxy.getConstructor(InvocationHandler.class);
    } catch (ReflectiveOperationException notMade) {
      return null;
    }
  }

  /** The public method, which is there. For each {@link ProxyClass}. */
  static Method method(Class<?> owner, String name, Class<?>[] parameters) {
    try {
      return owner.getMethod(name, parameters);
    } catch (NoSuchMethodException gone) {
      throw new NoSuchMethodError(gone.getMessage());
    }
  }
}
