package dev.qemupod.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Pushes bytes through the guest's network both ways until it is ended, no faster than leaves an
 * emulated guest time for the rest: the buffers are as full as they get at any speed, since the
 * guest sends without end.
 */
final class SizingTraffic {
  /** Of the pod; they lead to the guest's discard and chargen. */
  static final int TO_GUEST = 9009;

  static final int FROM_GUEST = 9019;

  private static final int CONNECTIONS = 2;
  private static final int CHUNK = 1 << 16;

  /** Between two chunks: 4 MiB a second on each connection. */
  private static final Duration PAUSE = Duration.ofNanos(15_625_000);

  private static final int CONNECT_MILLISECONDS = 10_000;

  private final List<Socket> sockets = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong toGuest = new AtomicLong();
  private final AtomicLong fromGuest = new AtomicLong();

  private SizingTraffic() {}

  /** Connects and begins. */
  static SizingTraffic begin(String address) throws IOException {
    SizingTraffic traffic = new SizingTraffic();
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket in = traffic.connect(address, TO_GUEST);
      Socket out = traffic.connect(address, FROM_GUEST);
      traffic.threads.add(Thread.ofPlatform().daemon().start(() -> traffic.push(in)));
      traffic.threads.add(Thread.ofPlatform().daemon().start(() -> traffic.pull(out)));
    }
    return traffic;
  }

  private Socket connect(String address, int port) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.connect(new InetSocketAddress(address, port), CONNECT_MILLISECONDS);
    return socket;
  }

  private void push(Socket socket) {
    byte[] chunk = new byte[CHUNK];
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(chunk);
        toGuest.addAndGet(chunk.length);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException _) {
      // Closed: by us, or by a guest whose end another one tells.
    }
  }

  private void pull(Socket socket) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = socket.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        fromGuest.addAndGet(count);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException _) {
      // The same.
    }
  }

  long toGuest() {
    return toGuest.get();
  }

  long fromGuest() {
    return fromGuest.get();
  }

  /** Closes the connections and waits until nobody counts any more. */
  void end() throws IOException, InterruptedException {
    for (Socket socket : sockets) {
      socket.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
