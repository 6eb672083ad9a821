// actions/download-artifact: artifacts of this run back into the workspace.
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

namespace fs = std::filesystem;
using Artifacts = std::vector<record::Artifact>;

constexpr std::array kInputs{
    NativeInput{.name = "name", .default_value = ""},
    NativeInput{.name = "artifact-ids", .default_value = "", .since = {4, 3, 0}},
    NativeInput{.name = "path", .default_value = ""},
    NativeInput{.name = "pattern", .default_value = "", .since = {4, 1, 0}},
    NativeInput{.name = "merge-multiple", .default_value = "false", .since = {4, 1, 0}},
    NativeInput{.name = "github-token", .default_value = "", .since = {4, 0, 0}},
    NativeInput{.name = "repository", .default_value = "", .since = {4, 0, 0}},
    NativeInput{.name = "run-id", .default_value = "", .since = {4, 0, 0}},
    NativeInput{.name = "skip-decompress", .default_value = "false", .since = {8, 0, 0}},
    NativeInput{.name = "digest-mismatch", .default_value = "error", .since = {8, 0, 0}},
};

/// Every failure of the published action starts so.
tl::unexpected<Error> failed(Error error) {
  error.message = "Unable to download artifact(s): " + error.message;
  return fail(std::move(error));
}

Result<void> check_is_this_run(const Inputs& inputs, StepHost& host) {
  const std::string repository = inputs.text("repository");
  const std::string run = inputs.text("run-id");
  const bool is_other_repository = !repository.empty() && !equals_ignoring_case(repository, host.github("repository"));
  const bool is_other_run = !run.empty() && run != host.github("run_id");
  // Without a token the published action looks at neither.
  if (inputs.text("github-token").empty() || (!is_other_repository && !is_other_run)) {
    return {};
  }
  return fail(
      ErrorKind::kInvalid,
      is_other_repository
          ? fmt::format("Input 'repository' is '{}', and only artifacts of this run can be had here", repository)
          : fmt::format("Input 'run-id' is '{}', and only artifacts of this run ({}) can be had here", run,
                        host.github("run_id")),
      "`ropewalk artifacts RUN download NAME` fetches those of an earlier run");
}

Result<Artifacts> select_by_name(const std::string& name, const Artifacts& all, StepHost& host) {
  host.log(Note::kText, "Downloading single artifact");
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const record::Artifact& artifact) { return artifact.name == name; });
  if (found == all.end()) {
    std::vector<std::string> names;
    for (const record::Artifact& artifact : all) {
      names.push_back(artifact.name);
    }
    return fail(ErrorKind::kNotFound, fmt::format("Artifact '{}' not found", name),
                names.empty() ? "this run has no artifact yet; does the job need the one that uploads it?"
                              : fmt::format("the run has: {}", join(names, ", ")));
  }
  return Artifacts{*found};
}

Result<Artifacts> select_by_ids(const std::string& text, const Artifacts& all, StepHost& host) {
  host.log(Note::kText, "Downloading artifacts by ID");
  Artifacts selected;
  std::vector<std::string> missing;
  bool is_empty = true;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view id_text = trim(part);
    if (id_text.empty()) {
      continue;
    }
    is_empty = false;
    std::uint64_t id = 0;
    if (std::from_chars(id_text.data(), id_text.data() + id_text.size(), id).ec != std::errc()) {
      return fail(ErrorKind::kInvalid, fmt::format("Invalid artifact ID: '{}'. Must be a number.", id_text));
    }
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const record::Artifact& artifact) { return artifact_id(artifact) == id; });
    if (found == all.end()) {
      missing.emplace_back(id_text);
    } else {
      selected.push_back(*found);
    }
  }
  if (is_empty) {
    return fail(ErrorKind::kInvalid, "No valid artifact IDs provided in 'artifact-ids' input");
  }
  if (selected.empty()) {
    return fail(ErrorKind::kNotFound, "None of the provided artifact IDs were found");
  }
  if (!missing.empty()) {
    host.log(Note::kWarning, fmt::format("Could not find the following artifact IDs: {}", join(missing, ", ")));
  }
  return selected;
}

Result<Artifacts> select_artifacts(const Inputs& inputs, bool is_merged, StepHost& host) {
  const std::string name = host.kept_name(inputs.text("name"));
  const std::string ids = inputs.text("artifact-ids");
  const std::string pattern = host.kept_name(inputs.text("pattern"));
  if (!name.empty() && !ids.empty()) {
    return fail(ErrorKind::kInvalid,
                "Inputs 'name' and 'artifact-ids' cannot be used together. Please specify only one.");
  }
  Result<Artifacts> all = host.artifacts().list(host.run());
  if (!all) {
    return all;
  }
  if (!name.empty()) {
    return select_by_name(name, *all, host);
  }
  if (!ids.empty()) {
    return select_by_ids(ids, *all, host);
  }
  if (!pattern.empty()) {
    host.log(Note::kText, fmt::format("Filtering artifacts by pattern '{}'", pattern));
    std::erase_if(*all,
                  [&](const record::Artifact& artifact) { return !matches_name_pattern(pattern, artifact.name); });
    return all;
  }
  host.log(Note::kText, "No input name, artifact-ids or pattern filtered specified, downloading all artifacts");
  if (!is_merged) {
    host.log(Note::kText, "An extra directory with the artifact name will be created for each download");
  }
  return all;
}

/// Unpacks, or with `skip-decompress` copies the archive itself. A file that was uploaded as it is comes back so.
Result<void> fetch(const record::Artifact& artifact, const fs::path& archive, const fs::path& folder,
                   bool keeps_archive, StepHost& host) {
  if (keeps_archive) {
    const Result<std::vector<std::string>> names = host.archive().list(archive);
    const bool is_single_file = names && names->size() == 1 && names->front() == artifact.name;
    if (!is_single_file) {
      return host.files().copy(archive, folder / (artifact.name + ".zip"));
    }
  }
  if (const Result<void> made = host.files().make_directories(folder); !made) {
    return made;
  }
  return host.archive().unpack(archive, folder, host.stop());
}

class DownloadArtifact final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "actions/download-artifact"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const ActionVersion version = version_of(host);
    if (version < kArtifactsAreServed) {
      host.log(Note::kWarning,
               "GitHub refuses this release of actions/download-artifact since 2025-01-30; use v4 or newer");
    }
    const Result<bool> is_merged = switch_of(inputs, "merge-multiple");
    const Result<bool> keeps_archive = switch_of(inputs, "skip-decompress");
    if (!is_merged || !keeps_archive) {
      return failed(is_merged ? keeps_archive.error() : is_merged.error());
    }
    const std::string given = inputs.text("digest-mismatch");
    const std::string on_mismatch = !given.empty()                 ? given
                                    : version >= kOtherDigestFails ? "error"
                                    : version >= kComparesDigests  ? "warn"
                                                                   : "ignore";
    constexpr std::array kBehaviours{"ignore", "info", "warn", "error"};
    if (std::find(kBehaviours.begin(), kBehaviours.end(), on_mismatch) == kBehaviours.end()) {
      return failed(
          {ErrorKind::kInvalid, fmt::format("Invalid value for 'digest-mismatch': '{}'. Valid options are: {}",
                                            on_mismatch, fmt::join(kBehaviours, ", "))});
    }
    if (const Result<void> checked = check_is_this_run(inputs, host); !checked) {
      return failed(checked.error());
    }
    const Result<Artifacts> artifacts = select_artifacts(inputs, *is_merged, host);
    if (!artifacts) {
      return failed(artifacts.error());
    }
    const fs::path target = target_folder(inputs, version, host);
    const bool is_named = !inputs.text("name").empty();
    const bool is_flat = is_named || *is_merged || (version >= kSingleOneLandsInPath && artifacts->size() == 1);
    if (const Result<void> done = fetch_all(*artifacts, target, is_flat, *keeps_archive, on_mismatch, host); !done) {
      return failed(done.error());
    }
    host.log(Note::kText, fmt::format("Total of {} artifact(s) downloaded", artifacts->size()));
    host.set_output("download-path", target.string());
    host.log(Note::kText, "Download artifact has finished successfully");
    return {};
  }

 private:
  /// An input that the release does not have is off.
  [[nodiscard]] static Result<bool> switch_of(const Inputs& inputs, std::string_view name) {
    return inputs.has(name) ? inputs.boolean(name) : Result<bool>(false);
  }

  [[nodiscard]] static fs::path target_folder(const Inputs& inputs, const ActionVersion& version, StepHost& host) {
    std::string path = inputs.text("path");
    if (path.empty() && version < kLandsInTheWorkspace) {
      path = inputs.text("name");
    }
    if (path.starts_with('~')) {
      path = host.paths().home.string() + path.substr(1);
    }
    fs::path target = (host.paths().workspace / path).lexically_normal();
    return target.has_filename() ? target : target.parent_path();
  }

  [[nodiscard]] static Result<void> fetch_all(const Artifacts& artifacts, const fs::path& target, bool is_flat,
                                              bool keeps_archive, std::string_view on_mismatch, StepHost& host) {
    std::vector<std::string> mismatches;
    for (const record::Artifact& artifact : artifacts) {
      host.log(Note::kText, fmt::format("- {} (ID: {}, Size: {}, Expected Digest: sha256:{})", artifact.name,
                                        artifact_id(artifact), artifact.bytes, artifact.digest));
      const Result<fs::path> archive = host.artifacts().open(artifact);
      const Result<Sha256Digest> digest = archive ? host.files().digest(*archive, host.stop()) : fail(archive.error());
      if (!digest) {
        return fail(digest.error());
      }
      if (to_hex(*digest) != artifact.digest) {
        mismatches.push_back(artifact.name);
        if (on_mismatch == "error") {
          continue;
        }
        if (on_mismatch != "ignore") {
          host.log(on_mismatch == "info" ? Note::kText : Note::kWarning,
                   fmt::format("Artifact '{}' digest validation failed. Please verify the integrity of the artifact.",
                               artifact.name));
        }
      }
      const Result<void> fetched =
          fetch(artifact, *archive, is_flat ? target : target / artifact.name, keeps_archive, host);
      if (!fetched) {
        return fetched;
      }
    }
    if (!mismatches.empty() && on_mismatch == "error") {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Digest validation failed for artifact(s): {}. Use 'digest-mismatch: "
                              "warn' to continue on mismatch.",
                              join(mismatches, ", ")));
    }
    return {};
  }
};

}  // namespace

const NativeAction& download_artifact_action() {
  static const DownloadArtifact action;
  return action;
}

}  // namespace ropewalk::actions::builtin
