package dev.qemupod.supervisor.storage;

import java.nio.file.Path;

/** What is to be done to a disk before qemu opens it. */
public sealed interface DiskChange {
  /** One clause for the log; empty when nothing is done. */
  String describe();

  /** The disk is used as it is. */
  record Nothing() implements DiskChange {
    @Override
    public String describe() {
      return "";
    }
  }

  /** The disk's image is fetched; the disk is looked at again then. */
  record Fetch(String source) implements DiskChange {
    @Override
    public String describe() {
      return "fetched from " + source;
    }
  }

  /** The base is fetched, and an overlay on it is created then. */
  record FetchBase(String source, Path base) implements DiskChange {
    @Override
    public String describe() {
      return "created as an overlay on " + base + ", which will be fetched from " + source;
    }
  }

  /** A new, empty image. */
  record Create(long size, String format) implements DiskChange {
    @Override
    public String describe() {
      return "created, " + ByteCount.text(size) + " " + format;
    }
  }

  /** A new overlay that keeps what differs from its base. */
  record Overlay(Path base, String baseFormat, long size) implements DiskChange {
    @Override
    public String describe() {
      return "created, " + ByteCount.text(size) + " qcow2 overlay on " + base;
    }
  }

  /** More bytes for the guest; those that are there stay. */
  record Grow(long from, long to) implements DiskChange {
    @Override
    public String describe() {
      return "grown from " + ByteCount.text(from) + " to " + ByteCount.text(to);
    }
  }
}
