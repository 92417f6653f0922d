package dev.qemupod.supervisor.storage;

/** Is told how the fetching of an image goes; on the thread that fetches. */
public interface ImageObserver {
  /** It has come further; called often. */
  void progress(ImageProgress progress);

  /** Something a user should know, as a sentence. */
  void note(String sentence);
}
