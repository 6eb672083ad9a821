// actions/cache, actions/cache/restore and actions/cache/save: one lookup and one way to save, put together in three
// ways.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/cache/entry.h"
#include "actions/builtin/registry.h"
#include "actions/builtin/versions.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kKeyState = "CACHE_KEY";
constexpr std::string_view kMatchedState = "CACHE_RESULT";

constexpr NativeInput kPath{.name = "path", .default_value = ""};
constexpr NativeInput kKey{.name = "key", .default_value = ""};
constexpr NativeInput kRestoreKeys{.name = "restore-keys", .default_value = ""};
/// Nothing is sent anywhere in pieces, so any size has the same effect.
constexpr NativeInput kUploadChunkSize{.name = "upload-chunk-size", .default_value = "", .since = {2, 1, 2}};
/// Changes something on Windows alone.
constexpr NativeInput kCrossOs{.name = "enableCrossOsArchive", .default_value = "false", .since = {3, 2, 3}};
constexpr NativeInput kFailOnMiss{.name = "fail-on-cache-miss", .default_value = "false", .since = {3, 2, 4}};
constexpr NativeInput kLookupOnly{.name = "lookup-only", .default_value = "false", .since = {3, 3, 0}};
/// Deprecated, and without effect in the published action too.
constexpr NativeInput kSaveAlways{.name = "save-always", .default_value = "false", .since = {4, 0, 0}};

constexpr std::array kCacheInputs{kPath,    kKey,        kRestoreKeys, kUploadChunkSize,
                                  kCrossOs, kFailOnMiss, kLookupOnly,  kSaveAlways};
constexpr std::array kRestoreInputs{kPath, kKey, kRestoreKeys, kCrossOs, kFailOnMiss, kLookupOnly};
constexpr std::array kSaveInputs{kPath, kKey, kUploadChunkSize, kCrossOs};

/// How the published actions print a warning that makes no annotation.
void log_quiet_warning(StepHost& host, std::string_view text) {
  host.log(Note::kText, fmt::format("[warning]{}", text));
}

/// Looks the keys up and unpacks. The key that matched; empty when none did (the output `cache-hit` then stays unset).
Result<std::string> restore(const Inputs& inputs, StepHost& host) {
  const ActionVersion version = version_of(host);
  if (version < kCacheIsServed3 || (version.major == kCacheIsServed4.major && version < kCacheIsServed4)) {
    host.log(Note::kWarning, "GitHub refuses this release of actions/cache since 2025-04-15; use v4 or newer");
  }
  const std::string key = inputs.text("key");
  const std::vector<std::string> paths = cache_lines(inputs, "path");
  const std::vector<std::string> restore_keys = cache_lines(inputs, "restore-keys");
  for (const auto& [name, is_missing] : {std::pair{"key", key.empty()}, std::pair{"path", paths.empty()}}) {
    if (is_missing) {
      return fail(ErrorKind::kInvalid, fmt::format("Input required and not supplied: {}", name));
    }
  }
  if (const Result<void> checked = check_paths_and_keys(paths, key, restore_keys); !checked) {
    return fail(checked.error());
  }
  const bool is_lookup_only = inputs.is_true("lookup-only");
  const auto hit = restore_entry(key, restore_keys, cache_version(paths), is_lookup_only, host);
  if (!hit) {
    return fail(hit.error());
  }
  if (!hit->has_value()) {
    if (inputs.is_true("fail-on-cache-miss")) {
      return fail(ErrorKind::kNotFound, fmt::format("Failed to restore cache entry. Exiting as fail-on-cache-miss is "
                                                    "set. Input key: {}",
                                                    key));
    }
    std::vector<std::string> keys{key};
    keys.insert(keys.end(), restore_keys.begin(), restore_keys.end());
    host.log(Note::kText, fmt::format("Cache not found for input keys: {}", join(keys, ", ")));
    if (version_of(host) == kMissIsFalse) {
      host.set_output("cache-hit", "false");
    }
    return std::string();
  }
  const std::string& matched = (*hit)->key;
  host.set_output("cache-hit", equals_ignoring_case(matched, key) ? "true" : "false");
  host.log(Note::kText, is_lookup_only ? fmt::format("Cache found and can be restored from key: {}", matched)
                                       : fmt::format("Cache restored from key: {}", matched));
  return matched;
}

/// True when an entry was written. What goes wrong is a warning, as in the published actions: a job never fails for it.
bool save(const Inputs& inputs, std::string_view key, StepHost& host) {
  const std::vector<std::string> paths = cache_lines(inputs, "path");
  if (paths.empty()) {
    log_quiet_warning(host, "Input required and not supplied: path");
    return false;
  }
  if (const Result<void> checked = check_paths_and_keys(paths, key, {}); !checked) {
    log_quiet_warning(host, checked.error().message);
    return false;
  }
  const Result<std::vector<record::ArtifactFile>> files = files_to_cache(paths, host);
  if (!files) {
    log_quiet_warning(host, files.error().message);
    return false;
  }
  const Result<bool> saved = save_entry(key, cache_version(paths), *files, host);
  if (!saved) {
    log_quiet_warning(host, saved.error().message);
    return false;
  }
  host.log(Note::kText, *saved ? fmt::format("Cache saved with key: {}", key)
                               : fmt::format("Failed to save: Unable to reserve cache with key {}, another job may be "
                                             "creating this cache.",
                                             key));
  return *saved;
}

class Cache final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/cache"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kCacheInputs; }
  [[nodiscard]] bool has_post() const override { return true; }
  [[nodiscard]] std::string_view post_condition() const override { return "success()"; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    if (inputs.is_true("save-always")) {
      host.log(Note::kWarning,
               "Input 'save-always' has been deprecated with message: it has no effect; use a step with "
               "actions/cache/save and if: always()");
    }
    host.save_state(kKeyState, inputs.text("key"));
    const Result<std::string> matched = restore(inputs, host);
    if (!matched) {
      return fail(matched.error());
    }
    host.save_state(kMatchedState, *matched);
    return {};
  }

  [[nodiscard]] Result<void> post(const Inputs& inputs, StepHost& host) const override {
    const std::string kept = host.state(kKeyState);
    const std::string key = kept.empty() ? inputs.text("key") : kept;
    if (key.empty()) {
      log_quiet_warning(host, "Key is not specified.");
      return {};
    }
    const std::string matched = host.state(kMatchedState);
    if (!matched.empty() && equals_ignoring_case(matched, key)) {
      host.log(Note::kText, fmt::format("Cache hit occurred on the primary key {}, not saving cache.", key));
      return {};
    }
    save(inputs, key, host);
    return {};
  }
};

class CacheRestore final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/cache/restore"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kRestoreInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    host.set_output("cache-primary-key", inputs.text("key"));
    const Result<std::string> matched = restore(inputs, host);
    if (!matched) {
      return fail(matched.error());
    }
    if (!matched->empty()) {
      host.set_output("cache-matched-key", *matched);
    }
    return {};
  }
};

class CacheSave final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/cache/save"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kSaveInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string key = inputs.text("key");
    if (key.empty()) {
      log_quiet_warning(host, "Key is not specified.");
    } else if (!save(inputs, key, host)) {
      host.log(Note::kWarning, "Cache save failed.");
    }
    return {};
  }
};

}  // namespace

const NativeAction& cache_action() {
  static const Cache action;
  return action;
}

const NativeAction& cache_restore_action() {
  static const CacheRestore action;
  return action;
}

const NativeAction& cache_save_action() {
  static const CacheSave action;
  return action;
}

}  // namespace ropewalk::actions::builtin
