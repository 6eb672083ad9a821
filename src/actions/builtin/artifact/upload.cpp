// actions/upload-artifact.
#include "actions/builtin/artifact/upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "actions/builtin/artifact/names.h"
#include "actions/builtin/registry.h"
#include "actions/builtin/versions.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "name", .default_value = "artifact"},
    NativeInput{.name = "path", .default_value = "", .is_required = true},
    NativeInput{.name = "if-no-files-found", .default_value = "warn", .since = {2, 1, 2}},
    NativeInput{.name = "retention-days", .default_value = "", .since = {2, 2, 0}},
    NativeInput{.name = "compression-level", .default_value = "6", .since = {4, 0, 0}},
    NativeInput{.name = "overwrite", .default_value = "false", .since = {4, 2, 0}},
    NativeInput{.name = "include-hidden-files", .default_value = "false", .since = kLeavesOutHiddenIn3},
    NativeInput{.name = "archive", .default_value = "true", .since = {7, 0, 0}},
};

constexpr int kMaxCompressionLevel = 9;
/// Of a repository that sets nothing else.
constexpr int kDefaultRetention = 90;

class UploadArtifact final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/upload-artifact"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const ActionVersion version = version_of(host);
    if (version < kArtifactsAreServed) {
      host.log(Note::kWarning,
               "GitHub refuses this release of actions/upload-artifact since 2025-01-30; use v4 or newer");
    }
    const Result<bool> overwrites = switch_of(inputs, "overwrite", false);
    const Result<bool> includes_hidden =
        leaves_out_hidden(version) ? switch_of(inputs, "include-hidden-files", false) : Result<bool>(true);
    const Result<bool> is_archive = switch_of(inputs, "archive", true);
    for (const Result<bool>* const read : {&overwrites, &includes_hidden, &is_archive}) {
      if (!*read) {
        return fail(read->error());
      }
    }
    const std::string when_none = inputs.has("if-no-files-found") ? inputs.text("if-no-files-found") : "warn";
    if (when_none != "warn" && when_none != "error" && when_none != "ignore") {
      return fail(ErrorKind::kInvalid, fmt::format("Unrecognized if-no-files-found input. Provided: {}. Available "
                                                   "options: warn,error,ignore",
                                                   when_none));
    }
    const Result<std::chrono::days> retention = read_retention(inputs, host);
    if (!retention) {
      return fail(retention.error());
    }
    const Result<int> level = read_compression_level(inputs);
    if (!level) {
      return fail(level.error());
    }
    const Result<ArtifactSelection> selection = select_files(inputs.text("path"), *includes_hidden, host);
    if (!selection) {
      return fail(selection.error());
    }
    const std::size_t count = selection->files.size();
    if (count == 0) {
      return nothing_found(inputs.text("path"), when_none, host);
    }
    host.log(Note::kText,
             fmt::format("With the provided path, there will be {} file{} uploaded", count, count == 1 ? "" : "s"));
    if (!*is_archive && count > 1) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("When 'archive' is set to false, only a single file can be uploaded. "
                              "Found {} files to upload.",
                              count));
    }
    UploadSettings settings{inputs.text("name"), *level, *overwrites, !*is_archive, *retention};
    if (*is_archive) {
      return upload_selection(*selection, settings, host);
    }
    ArtifactSelection single = *selection;
    single.files.front().name = std::filesystem::path(single.files.front().name).filename().string();
    settings.name = single.files.front().name;
    return upload_selection(single, settings, host);
  }

 private:
  /// An input that the release does not have is as it always was.
  [[nodiscard]] static Result<bool> switch_of(const Inputs& inputs, std::string_view name, bool before) {
    return inputs.has(name) ? inputs.boolean(name) : Result<bool>(before);
  }

  [[nodiscard]] static bool leaves_out_hidden(const ActionVersion& version) {
    return version >= kLeavesOutHiddenIn4 ||
           (version.major == kLeavesOutHiddenIn3.major && version >= kLeavesOutHiddenIn3);
  }

  [[nodiscard]] static Result<void> nothing_found(const std::string& path, std::string_view when_none, StepHost& host) {
    const std::string text =
        fmt::format("No files were found with the provided path: {}. No artifacts will be uploaded.", path);
    if (when_none == "error") {
      return fail(ErrorKind::kNotFound, text);
    }
    host.log(when_none == "warn" ? Note::kWarning : Note::kText, text);
    return {};
  }
};

}  // namespace

Result<int> read_compression_level(const Inputs& inputs) {
  if (inputs.text("compression-level").empty()) {
    return 6;
  }
  const Result<int> level = inputs.number("compression-level");
  if (!level) {
    return fail(ErrorKind::kInvalid, "Invalid compression-level");
  }
  if (*level < 0 || *level > kMaxCompressionLevel) {
    return fail(ErrorKind::kInvalid, "Invalid compression-level. Valid values are 0-9");
  }
  return *level;
}

Result<std::chrono::days> read_retention(const Inputs& inputs, StepHost& host) {
  int allowed = 0;
  const std::string most = host.github("retention_days");
  std::from_chars(most.data(), most.data() + most.size(), allowed);
  allowed = allowed > 0 ? allowed : kDefaultRetention;
  const std::string given = inputs.text("retention-days");
  if (given.empty()) {
    return std::chrono::days(allowed);
  }
  const Result<int> days = inputs.number("retention-days");
  if (!days || *days < 0) {
    return fail(ErrorKind::kInvalid, "Invalid retention-days");
  }
  if (*days > allowed) {
    host.log(Note::kWarning,
             fmt::format("Retention days cannot be greater than the maximum allowed retention set within "
                         "the repository. Using {} instead.",
                         allowed));
  }
  return std::chrono::days(*days == 0 ? allowed : std::min(*days, allowed));
}

Result<void> upload_selection(const ArtifactSelection& selection, const UploadSettings& settings, StepHost& host) {
  if (const Result<void> checked = check_artifact_name(settings.name); !checked) {
    return checked;
  }
  const std::string name = host.kept_name(settings.name);
  const auto draft = host.artifacts().reserve(host.run(), name, settings.overwrites, settings.retention);
  if (!draft) {
    return fail(draft.error());
  }
  std::vector<ports::ArchiveEntry> entries;
  entries.reserve(selection.files.size());
  for (const record::ArtifactFile& file : selection.files) {
    entries.push_back({file.source, file.name});
  }
  const auto packed = host.archive().pack(entries, (*draft)->file(), ports::ArchiveFormat::kZip,
                                          settings.compression_level, host.stop());
  if (!packed) {
    return fail(packed.error());
  }
  const Result<record::Artifact> artifact = (*draft)->commit(selection.files.size(), host.stop());
  if (!artifact) {
    return fail(artifact.error());
  }
  std::string digest = artifact->digest;
  if (settings.is_single_file) {
    const Result<Sha256Digest> own = host.files().digest(selection.files.front().source, host.stop());
    if (!own) {
      return fail(own.error());
    }
    digest = to_hex(*own);
  }
  host.report_artifact(*artifact);
  const std::string id = std::to_string(artifact_id(*artifact));
  host.log(Note::kText,
           fmt::format("Artifact {} has been successfully uploaded! Final size is {} bytes. Artifact ID is {}",
                       settings.name, artifact->bytes, id));
  host.set_output("artifact-id", id);
  host.set_output("artifact-digest", digest);
  host.set_output("artifact-url", fmt::format("{}/{}/actions/runs/{}/artifacts/{}", host.github("server_url"),
                                              host.github("repository"), host.github("run_id"), id));
  return {};
}

const NativeAction& upload_artifact_action() {
  static const UploadArtifact action;
  return action;
}

}  // namespace ropewalk::actions::builtin
