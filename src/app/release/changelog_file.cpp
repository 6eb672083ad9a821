#include "app/release/changelog_file.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;

}  // namespace

Result<ChangelogFile> read_changelog(const PlannedRelease& planned, const ports::Files& files) {
  ChangelogFile file{.path = planned.folder() / planned.settings.changelog_file.value_or("CHANGELOG.md"), .text = {}};
  if (!planned.settings.changelog_file) {
    for (const std::string_view name :
         {"CHANGELOG.md", "CHANGES.md", "HISTORY.md", "changelog.md", "docs/changelog.md", "docs/CHANGELOG.md"}) {
      if (files.type_followed(planned.folder() / name) == ports::FileType::kFile) {
        file.path = planned.folder() / name;
        break;
      }
    }
  }
  if (files.type_followed(file.path) == ports::FileType::kMissing) {
    return file;
  }
  auto text = files.read_regular(file.path, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(std::move(text.error()));
  }
  file.text = std::move(*text);
  return file;
}

}  // namespace ropewalk::app
