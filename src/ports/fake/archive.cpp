// Archives in a form of a test's own: one JSON array of [name, content].
#include "ports/fake/archive.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace ropewalk::ports {
namespace {

Result<json::array> read_members(const Files& files, const std::filesystem::path& archive) {
  const Result<std::string> text = files.read(archive);
  if (!text) {
    return fail(text.error());
  }
  Result<json::value> value = parse_json(*text, archive.string());
  if (!value || !value->is_array()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not an archive", archive.string()));
  }
  return value->get_array();
}

bool escapes(const std::filesystem::path& name) {
  return name.is_absolute() || std::find(name.begin(), name.end(), "..") != name.end();
}

}  // namespace

Result<std::uint64_t> FakeArchive::pack(const std::vector<ArchiveEntry>& entries, const std::filesystem::path& archive,
                                        ArchiveFormat, int level, std::stop_token stop) {
  last_level = level;
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: packing it was stopped", archive.string()));
  }
  json::array members;
  const auto add = [&](const std::string& name, const std::filesystem::path& source) -> Result<void> {
    const Result<std::string> bytes = files_.read(source);
    if (!bytes) {
      return fail(bytes.error());
    }
    members.push_back(json::array{name, *bytes});
    return {};
  };
  for (const ArchiveEntry& entry : entries) {
    if (files_.type_followed(entry.source) != FileType::kDirectory) {
      if (const Result<void> added = add(entry.name, entry.source); !added) {
        return fail(added.error());
      }
      continue;
    }
    const auto below = files_.walk(entry.source, [](const FileEntry&) { return Walk::kEnter; });
    if (!below) {
      return fail(below.error());
    }
    for (const FileEntry& file : *below) {
      if (files_.type_followed(entry.source / file.path) == FileType::kFile) {
        const std::string name = (std::filesystem::path(entry.name) / file.path).lexically_normal().string();
        if (const Result<void> added = add(name, entry.source / file.path); !added) {
          return fail(added.error());
        }
      }
    }
  }
  const std::string text = to_json_text(members);
  if (const Result<void> written = files_.write(archive, text); !written) {
    return fail(written.error());
  }
  return text.size();
}

Result<void> FakeArchive::unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                 std::stop_token stop) {
  return unpack_all(archive, folder, false, stop);
}

Result<void> FakeArchive::unpack_trusted(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                         std::stop_token stop) {
  return unpack_all(archive, folder, true, stop);
}

Result<void> FakeArchive::unpack_all(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                     bool is_trusted, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: unpacking it was stopped", archive.string()));
  }
  const Result<json::array> members = read_members(files_, archive);
  if (!members) {
    return fail(members.error());
  }
  for (const json::value& member : *members) {
    const std::filesystem::path name = std::string(member.as_array().at(0).as_string());
    if (!is_trusted && escapes(name)) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{}: '{}' is outside of the folder", archive.string(), name.string()));
    }
    const Result<void> written = files_.write(folder / name, std::string_view(member.as_array().at(1).as_string()));
    if (!written) {
      return written;
    }
  }
  return {};
}

Result<std::vector<std::string>> FakeArchive::list(const std::filesystem::path& archive) const {
  const Result<json::array> members = read_members(files_, archive);
  if (!members) {
    return fail(members.error());
  }
  std::vector<std::string> names;
  for (const json::value& member : *members) {
    names.emplace_back(member.as_array().at(0).as_string());
  }
  return names;
}

}  // namespace ropewalk::ports
