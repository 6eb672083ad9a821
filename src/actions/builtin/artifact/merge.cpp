// actions/upload-artifact/merge: several artifacts of the run as one.
#include <fmt/format.h>

#include <array>

#include "actions/builtin/artifact/names.h"
#include "actions/builtin/artifact/upload.h"
#include "actions/builtin/registry.h"
#include "actions/builtin/versions.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "name", .default_value = "merged-artifacts", .is_required = true},
    NativeInput{.name = "pattern", .default_value = "*", .is_required = true},
    NativeInput{.name = "separate-directories", .default_value = "false"},
    NativeInput{.name = "retention-days", .default_value = ""},
    NativeInput{.name = "compression-level", .default_value = "6"},
    NativeInput{.name = "delete-merged",
                .default_value = "false",
                .support = InputSupport::kNotSupported,
                .note = "artifacts of a run are kept until the run is removed; leave the input out"},
    NativeInput{.name = "include-hidden-files", .default_value = "false", .since = kLeavesOutHiddenIn4},
};

class MergeArtifacts final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/upload-artifact/merge"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const Result<std::filesystem::path> folder =
        host.files().make_temporary_directory(host.paths().temp, "merge-artifact-");
    if (!folder) {
      return fail(folder.error());
    }
    const Result<void> merged = merge(inputs, *folder, host);
    const Result<void> removed = host.files().remove_all(*folder);
    return merged ? removed : merged;
  }

 private:
  [[nodiscard]] static Result<void> merge(const Inputs& inputs, const std::filesystem::path& folder, StepHost& host) {
    const Result<bool> is_separate = inputs.boolean("separate-directories");
    const Result<bool> includes_hidden =
        version_of(host) >= kLeavesOutHiddenIn4 ? inputs.boolean("include-hidden-files") : Result<bool>(true);
    const Result<int> level = read_compression_level(inputs);
    const Result<std::chrono::days> retention = read_retention(inputs, host);
    if (!is_separate || !includes_hidden || !level || !retention) {
      return fail(!is_separate       ? is_separate.error()
                  : !includes_hidden ? includes_hidden.error()
                  : !level           ? level.error()
                                     : retention.error());
    }
    const Result<std::vector<record::Artifact>> artifacts = host.artifacts().list(host.run());
    if (!artifacts) {
      return fail(artifacts.error());
    }
    const std::string pattern = host.kept_name(inputs.text("pattern"));
    int count = 0;
    for (const record::Artifact& artifact : *artifacts) {
      if (!matches_name_pattern(pattern, artifact.name)) {
        continue;
      }
      host.log(Note::kText,
               fmt::format("- {} (ID: {}, Size: {})", artifact.name, artifact_id(artifact), artifact.bytes));
      const Result<std::filesystem::path> archive = host.artifacts().open(artifact);
      const Result<void> downloaded =
          archive ? host.archive().unpack(*archive, *is_separate ? folder / artifact.name : folder, host.stop())
                  : fail(archive.error());
      if (!downloaded) {
        return downloaded;
      }
      ++count;
    }
    if (count == 0) {
      return fail(ErrorKind::kNotFound,
                  fmt::format("No artifacts found matching pattern '{}'", inputs.text("pattern")));
    }
    const Result<ArtifactSelection> selection = select_files(folder.string(), *includes_hidden, host);
    if (!selection) {
      return fail(selection.error());
    }
    const Result<void> uploaded =
        upload_selection(*selection, {inputs.text("name"), *level, false, false, *retention}, host);
    if (uploaded) {
      host.log(Note::kText, fmt::format("The {} artifact(s) have been successfully merged!", count));
    }
    return uploaded;
  }
};

}  // namespace

const NativeAction& merge_artifacts_action() {
  static const MergeArtifacts action;
  return action;
}

}  // namespace ropewalk::actions::builtin
