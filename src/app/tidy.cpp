#include "app/tidy.h"

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <vector>

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
/// Some ten thousand years, or as many petabytes: what is more has no meaning.
constexpr std::uint64_t kMost = 4'000'000;

Result<std::uint64_t> number(const ports::Environment& environment, std::string_view name, std::uint64_t otherwise) {
  const auto text = environment.variable(name);
  if (!text || text->empty()) {
    return otherwise;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value > kMost) {
    return fail(ErrorKind::kUsage, fmt::format("{} is '{}', which is not a number from 0 to {}", name, *text, kMost),
                "give a whole number, or leave the variable out");
  }
  return value;
}

Result<record::Removed> size_of(record::ArtifactStore& store, const RunId& run) {
  const auto artifacts = store.list(run);
  if (!artifacts) {
    return fail(artifacts.error());
  }
  record::Removed size;
  for (const record::Artifact& artifact : *artifacts) {
    ++size.entries;
    size.bytes += artifact.bytes;
  }
  return size;
}

}  // namespace

Result<KeepSettings> keep_settings(const ports::Environment& environment) {
  KeepSettings keep;
  const auto days = number(environment, "ROPEWALK_KEEP_DAYS", static_cast<std::uint64_t>(keep.age.count()));
  if (!days) {
    return fail(days.error());
  }
  const auto megabytes = number(environment, "ROPEWALK_KEEP_MB", keep.bytes / kMegabyte);
  if (!megabytes) {
    return fail(megabytes.error());
  }
  keep.age = std::chrono::days(static_cast<int>(*days));
  keep.bytes = *megabytes * kMegabyte;
  return keep;
}

record::RunRetention retention(const KeepSettings& keep, record::Time now) {
  // Before the clock's first day there are no runs.
  const record::Time first;
  // Counted in days: the clock's own unit cannot hold ages of thousands of years.
  const bool reaches_back = std::chrono::floor<std::chrono::days>(now - first) > keep.age;
  return {.oldest = reaches_back ? now - keep.age : first, .most_bytes = keep.bytes};
}

Result<Tidied> remove_expired_runs(record::RunStore& runs, record::ArtifactStore& artifacts,
                                   const record::RunRetention& retention, const std::set<RunId>& living,
                                   bool is_rehearsal) {
  const auto expired = runs.expired(retention);
  if (!expired) {
    return fail(expired.error());
  }
  Tidied tidied;
  std::vector<RunId>& ids = tidied.ids;
  for (const record::RunSummary& run : *expired) {
    if (living.contains(run.run)) {
      continue;
    }
    ids.push_back(run.run);
    ++tidied.runs.entries;
    tidied.runs.bytes += run.bytes;
    const auto removed = is_rehearsal ? size_of(artifacts, run.run) : artifacts.remove(run.run);
    if (!removed) {
      return fail(removed.error());
    }
    tidied.artifacts.entries += removed->entries;
    tidied.artifacts.bytes += removed->bytes;
  }
  if (is_rehearsal || ids.empty()) {
    return tidied;
  }
  // Last, so that a run whose artifacts could not be removed is found again.
  if (auto removed = runs.remove(ids); !removed) {
    return fail(std::move(removed.error()));
  }
  return tidied;
}

}  // namespace ropewalk::app
