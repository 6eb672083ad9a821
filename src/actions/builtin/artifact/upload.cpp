// actions/upload-artifact.
#include "actions/builtin/artifact/upload.h"

#include <fmt/format.h>

#include <array>

#include "actions/builtin/artifact/names.h"
#include "actions/builtin/registry.h"
#include "base/hash.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "name", .default_value = "artifact"},
    NativeInput{.name = "path", .default_value = "", .is_required = true},
    NativeInput{.name = "if-no-files-found", .default_value = "warn"},
    NativeInput{.name = "retention-days", .default_value = ""},
    NativeInput{.name = "compression-level", .default_value = "6"},
    NativeInput{.name = "overwrite", .default_value = "false"},
    NativeInput{.name = "include-hidden-files", .default_value = "false"},
    NativeInput{.name = "archive", .default_value = "true"},
};

constexpr int kMaxCompressionLevel = 9;

class UploadArtifact final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/upload-artifact"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const Result<bool> overwrites = inputs.boolean("overwrite");
    const Result<bool> includes_hidden = inputs.boolean("include-hidden-files");
    const Result<bool> is_archive = inputs.boolean("archive");
    for (const Result<bool>* const read : {&overwrites, &includes_hidden, &is_archive}) {
      if (!*read) {
        return fail(read->error());
      }
    }
    const std::string when_none = inputs.text("if-no-files-found");
    if (when_none != "warn" && when_none != "error" && when_none != "ignore") {
      return fail(ErrorKind::kInvalid, fmt::format("Unrecognized if-no-files-found input. Provided: {}. Available "
                                                   "options: warn,error,ignore",
                                                   when_none));
    }
    if (const Result<void> checked = check_retention(inputs, host); !checked) {
      return checked;
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
    UploadSettings settings{inputs.text("name"), *level, *overwrites, !*is_archive};
    if (*is_archive) {
      return upload_selection(*selection, settings, host);
    }
    ArtifactSelection single = *selection;
    single.files.front().name = std::filesystem::path(single.files.front().name).filename().string();
    settings.name = single.files.front().name;
    return upload_selection(single, settings, host);
  }

 private:
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

Result<void> check_retention(const Inputs& inputs, StepHost& host) {
  if (inputs.text("retention-days").empty()) {
    return {};
  }
  const Result<int> days = inputs.number("retention-days");
  if (!days || *days < 0) {
    return fail(ErrorKind::kInvalid, "Invalid retention-days");
  }
  host.log(Note::kDebug, "retention-days is not used: artifacts stay with their run");
  return {};
}

Result<void> upload_selection(const ArtifactSelection& selection, const UploadSettings& settings, StepHost& host) {
  if (const Result<void> checked = check_artifact_name(settings.name); !checked) {
    return checked;
  }
  const Result<record::Artifact> artifact = host.artifacts().upload(host.run(), settings.name, selection.files,
                                                                    settings.compression_level, settings.overwrites);
  if (!artifact) {
    return fail(artifact.error());
  }
  std::string digest = artifact->digest;
  if (settings.is_single_file) {
    const Result<std::string> bytes = host.files().read(selection.files.front().source);
    if (!bytes) {
      return fail(bytes.error());
    }
    digest = to_hex(sha256(*bytes));
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
