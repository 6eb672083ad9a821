// Takes `uses:` texts apart and finds what they mean.
#include "actions/resolve.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"
#include "workflow/reader.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// The pieces between `/` or `\`, empty ones left out.
std::vector<std::string_view> path_segments(std::string_view text) {
  std::vector<std::string_view> segments;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("/\\");
    if (end != 0) {
      segments.push_back(text.substr(0, end));
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return segments;
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

std::string native_names() {
  std::vector<std::string> names;
  for (const std::string_view name : native_action_names()) {
    names.emplace_back(name);
  }
  return join(names, ", ");
}

/// The text of an action file, read and parsed; the file is named as the workflow sees it.
Result<ResolvedAction> read_folder_action(const fs::path& folder, const fs::path& file, std::string_view shown_name,
                                          const ports::Files& files) {
  Result<std::string> text = files.read(file);
  if (!text) {
    return fail(std::move(text.error()));
  }
  const auto source = std::make_shared<const SourceFile>(std::string(shown_name), std::move(*text));
  workflow::ReadActionResult read = workflow::read_action(source);
  if (!read.action) {
    return fail(read.errors.empty() ? Error{ErrorKind::kInvalid, fmt::format("{} is no action file", shown_name)}
                                    : read.errors.front());
  }
  return ResolvedAction(FolderAction{folder, std::move(read.action)});
}

/// GitHub's order: action.yml, action.yaml, then a bare Dockerfile.
Result<ResolvedAction> resolve_folder(std::string_view uses, const fs::path& workspace, const ports::Files& files) {
  std::string relative(uses);
  relative.front() = '.';  // for `$/folder`: the workspace is the repository at that commit
  for (char& c : relative) {
    c = c == '\\' ? '/' : c;
  }
  const Result<fs::path> top = files.canonical(workspace);
  if (!top) {
    return fail(top.error());
  }
  const fs::path written = (*top / relative).lexically_normal();
  const Result<fs::path> folder = files.canonical(written);
  if (!folder) {
    return fail(folder.error());
  }
  if (!is_within(written, *top) || !is_within(*folder, *top)) {
    return fail(ErrorKind::kInvalid, fmt::format("The action '{}' is outside of the workspace", uses),
                "a local action is a folder of the repository, without '..' or links that lead out of it");
  }
  for (const std::string_view name : {"action.yml", "action.yaml"}) {
    const Result<fs::path> file = files.canonical(*folder / name);
    if (file && is_within(*file, *top) && files.type_followed(*file) == ports::FileType::kFile) {
      return read_folder_action(*folder, *file, (fs::path(relative).lexically_normal() / name).string(), files);
    }
  }
  if (files.type_followed(*folder / "Dockerfile") == ports::FileType::kFile) {
    constexpr std::string_view kDockerfileAction = "runs:\n  using: docker\n  image: Dockerfile\n";
    const auto source = std::make_shared<const SourceFile>(
        (fs::path(relative).lexically_normal() / "Dockerfile").string(), std::string(kDockerfileAction));
    workflow::ReadActionResult read = workflow::read_action(source);
    if (read.action) {
      return ResolvedAction(FolderAction{*folder, std::move(read.action)});
    }
  }
  return fail(ErrorKind::kNotFound,
              fmt::format("Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '{}'. Did you forget to run "
                          "actions/checkout before running your local action?",
                          folder->string()),
              "a job's workspace is empty until a step runs actions/checkout");
}

}  // namespace

Result<ActionReference> parse_action_reference(std::string_view uses) {
  const std::vector<std::string_view> halves = split(uses, '@');
  const std::vector<std::string_view> segments = path_segments(halves.front());
  if (halves.size() != 2 || segments.size() < 2 || halves[1].empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("Expected format {{org}}/{{repo}}[/path]@ref. Actual '{}'", uses));
  }
  ActionReference reference{std::string(segments[0]), std::string(segments[1]), {}, std::string(halves[1])};
  for (std::size_t i = 2; i < segments.size(); ++i) {
    reference.path += (i > 2 ? "/" : "") + std::string(segments[i]);
  }
  return reference;
}

bool is_own_folder(std::string_view uses) {
  return uses.starts_with("./") || uses.starts_with(".\\") || uses.starts_with("$/");
}

Result<ResolvedAction> resolve_action(std::string_view uses, const fs::path& workspace, const ports::Files& files) {
  if (is_own_folder(uses)) {
    return resolve_folder(uses, workspace, files);
  }
  if (uses.starts_with("docker://")) {
    return fail(ErrorKind::kNotFound,
                fmt::format("The action '{}' is a container, and this job has no container engine", uses),
                "only actions that run on the machine itself can be run here");
  }
  const Result<ActionReference> reference = parse_action_reference(uses);
  if (!reference) {
    return fail(reference.error());
  }
  std::string name = reference->owner + "/" + reference->repository;
  if (!reference->path.empty()) {
    name += "/" + reference->path;
  }
  if (const NativeAction* action = find_native_action(name)) {
    return ResolvedAction(action);
  }
  const std::string_view meant = nearest(name, native_action_names());
  return fail(ErrorKind::kNotFound, fmt::format("The action '{}' can't be had here", uses),
              meant.empty() ? fmt::format("these are built in, at any ref: {}; an action in a folder of the repository "
                                          "is used as './folder'",
                                          native_names())
                            : fmt::format("did you mean {}? Built in are: {}", meant, native_names()));
}

}  // namespace ropewalk::actions
