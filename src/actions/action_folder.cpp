#include "actions/action_folder.h"

#include <fmt/format.h>

#include "actions/is_within.h"
#include "workflow/reader.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// As for workflow files.
constexpr std::uint64_t kLargestFile = 1024 * 1024;

/// The text of an action file, read and parsed; the file is named as the workflow sees it.
Result<FolderAction> read_folder_action(const fs::path& folder, const fs::path& file, std::string_view shown_name,
                                        const ports::Files& files) {
  Result<std::string> text = files.read_regular(file, kLargestFile, ports::Links::kRefuse);
  if (!text) {
    return fail(std::move(text.error()));
  }
  const auto source = std::make_shared<const SourceFile>(std::string(shown_name), std::move(*text));
  workflow::ReadActionResult read = workflow::read_action(source);
  if (!read.action) {
    return fail(read.errors.empty() ? Error{ErrorKind::kInvalid, fmt::format("{} is not an action file", shown_name)}
                                    : read.errors.front());
  }
  return FolderAction{folder, std::move(read.action)};
}

}  // namespace

Result<FolderAction> read_action_folder(const fs::path& folder, const fs::path& top, const fs::path& shown_name,
                                        const ports::Files& files) {
  for (const std::string_view name : {"action.yml", "action.yaml"}) {
    const Result<fs::path> file = files.canonical(folder / name);
    if (file && is_within(*file, top) && files.type_followed(*file) == ports::FileType::kFile) {
      return read_folder_action(folder, *file, (shown_name / name).string(), files);
    }
  }
  if (files.type_followed(folder / "Dockerfile") == ports::FileType::kFile) {
    constexpr std::string_view kDockerfileAction = "runs:\n  using: docker\n  image: Dockerfile\n";
    const auto source =
        std::make_shared<const SourceFile>((shown_name / "Dockerfile").string(), std::string(kDockerfileAction));
    workflow::ReadActionResult read = workflow::read_action(source);
    if (read.action) {
      return FolderAction{folder, std::move(read.action)};
    }
  }
  return fail(ErrorKind::kNotFound,
              fmt::format("Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '{}'", shown_name.string()));
}

}  // namespace ropewalk::actions
