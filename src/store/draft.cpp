// A draft's name says which process makes it: `.draft.<namespace>.<process>.<number>.<name>`. Process numbers mean
// something only within their namespace, and containers may share the folder: of another namespace's draft only its age
// tells that it was left.
#include "store/draft.h"

#include <fmt/format.h>

#include <atomic>
#include <vector>

#include "base/strings.h"

namespace ropewalk::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".draft.";
constexpr std::chrono::hours kForeignAge{24};

/// `4026531836` of `pid:[4026531836]`.
std::string process_namespace(const ports::Files& files) {
  const std::string link = files.read_symlink("/proc/self/ns/pid").value_or("").string();
  std::string digits;
  for (const char c : link) {
    digits += c >= '0' && c <= '9' ? std::string(1, c) : std::string();
  }
  return digits.empty() ? "0" : digits;
}

std::string process_number(const ports::Files& files) {
  const std::string number = files.read_symlink("/proc/self").value_or("0").string();
  return number.empty() ? "0" : number;
}

bool is_abandoned(const ports::Files& files, const ports::Clock& clock, const fs::path& file) {
  const std::string name = file.filename().string();
  const std::vector<std::string_view> parts = split(std::string_view(name).substr(kPrefix.size()), '.');
  if (parts.size() < 3) {
    return false;
  }
  if (parts[0] == process_namespace(files)) {
    return files.type(fs::path("/proc") / std::string(parts[1])) == ports::FileType::kMissing;
  }
  const auto modified = files.modified(file);
  return modified && *modified + kForeignAge < clock.now();
}

}  // namespace

DraftFile::DraftFile(ports::Files& files, const fs::path& folder, std::string_view name) : files_(files) {
  // Unique in the process; the rest of the name is unique on the machine.
  static std::atomic<unsigned> counter = 0;
  file_ =
      folder / fmt::format("{}{}.{}.{}.{}", kPrefix, process_namespace(files), process_number(files), ++counter, name);
}

DraftFile::~DraftFile() {
  // What can't be removed now is found later by its name.
  static_cast<void>(files_.remove_all(file_));
}

Result<void> DraftFile::move_to(const fs::path& place, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: stopped before it was whole", place.string()));
  }
  if (Result<void> synced = files_.sync(file_); !synced) {
    return synced;
  }
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: stopped before it was whole", place.string()));
  }
  return files_.rename(file_, place);
}

void remove_abandoned_drafts(ports::Files& files, const ports::Clock& clock, const fs::path& folder, bool is_rehearsal,
                             record::Removed& removed) {
  const auto entries = files.list(folder);
  if (!entries) {
    return;
  }
  for (const ports::FileEntry& entry : *entries) {
    const fs::path file = folder / entry.path;
    if (!entry.path.string().starts_with(kPrefix) || !is_abandoned(files, clock, file)) {
      continue;
    }
    const std::uint64_t bytes = files.size(file).value_or(0);
    if (is_rehearsal || files.remove_all(file)) {
      ++removed.entries;
      removed.bytes += bytes;
    }
  }
}

Result<void> make_private_folder(ports::Files& files, const fs::path& folder) {
  if (files.type_followed(folder) == ports::FileType::kDirectory) {
    return {};
  }
  if (Result<void> made = files.make_directories(folder.parent_path()); !made) {
    return made;
  }
  const Result<fs::path> fresh = files.make_temporary_directory(folder.parent_path(), ".new-");
  if (!fresh) {
    return fail(fresh.error());
  }
  if (Result<void> renamed = files.rename(*fresh, folder); !renamed) {
    const Result<void> removed = files.remove_all(*fresh);
    // Another process was quicker.
    return files.type_followed(folder) == ports::FileType::kDirectory ? removed : renamed;
  }
  return {};
}

}  // namespace ropewalk::store
