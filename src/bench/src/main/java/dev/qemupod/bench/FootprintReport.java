package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor costs while its guest idles.
 *
 * @param scrapes of /metrics, one after the other, before the memory was read
 * @param mebibytes its memory
 * @param pageCharacters the size of /metrics
 * @param cpuMillisecondsPerScrape of the supervisor, with all it did beside the scrapes
 * @param scrapeMedianMilliseconds as its client sees it
 * @param scrape99thMilliseconds likewise, 99 of 100 are faster
 * @param idleCpuPercent of one CPU, while nobody asks anything; absent if not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FootprintReport(
    int scrapes,
    ProcessFacts.Memory mebibytes,
    int threads,
    int pageCharacters,
    double cpuMillisecondsPerScrape,
    double scrapeMedianMilliseconds,
    double scrape99thMilliseconds,
    @Nullable Double idleCpuPercent) {}
