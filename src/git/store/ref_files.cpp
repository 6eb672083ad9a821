#include "git/store/ref_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "git/refs.h"

namespace ropewalk::git {
namespace {

using ports::FileType;
using ports::Path;

constexpr std::uint64_t kMostRefBytes = 1ULL << 20U;
constexpr std::uint64_t kMostPackedBytes = 1ULL << 30U;
constexpr std::size_t kMostFolders = 100;
/// So many folders behind links are read: links to each other can make more of them than there are.
constexpr std::size_t kMostLinks = 1000;
/// As git has it: longer chains of symbolic refs are taken for a loop.
constexpr int kMostSymbolic = 5;

/// What git writes while it makes a ref, and what other programs leave, is none.
bool is_passed_over(const std::string& name) { return name.starts_with('.') || name.ends_with(".lock"); }

bool is_below(const Path& path, const Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

void RefFiles::damaged(const Path& file, const std::string& name, std::string message) {
  trouble_.push_back({file.string(), "damaged", std::move(message)});
  unknown_.insert(name);
}

void RefFiles::unreadable(const Path& file, const std::string& name, const Error& error) {
  trouble_.push_back({file.string(), "unreadable", error.message});
  unknown_.insert(name);
}

void RefFiles::add(std::string name, std::string id) {
  ids_.emplace(name, id);
  refs_.push_back({std::move(name), std::move(id)});
}

std::optional<std::string> RefFiles::id_in(std::string_view text) const {
  const std::string_view word = text.substr(0, std::min(text.find_first_of(" \t\n\v\f\r"), text.size()));
  std::string id = to_lower(word);
  // Zeros stand for no object.
  const bool is_one =
      id.size() == id_size_ * 2 && is_object_id(id) && id.find_first_not_of('0') != std::string_view::npos;
  return is_one ? std::optional(std::move(id)) : std::nullopt;
}

void RefFiles::take(std::string_view text, const Path& file, const std::string& name) {
  constexpr std::string_view kSymbolic = "ref:";
  if (text.starts_with(kSymbolic)) {
    const std::string target(trim(text.substr(kSymbolic.size())));
    if (target == "HEAD" || (target.starts_with("refs/") && is_branch_name(target))) {
      targets_.emplace(name, target);
    } else {
      damaged(file, name, fmt::format("the ref points to what is no name of a ref: {}", target));
    }
  } else if (auto id = id_in(text)) {
    add(name, std::move(*id));
  } else {
    damaged(file, name, "the ref names no object");
  }
}

void RefFiles::read(const Path& file, const std::string& name) {
  // Very old repositories have a link instead of a text.
  if (const auto link = files_.read_symlink(file); link && link->string().starts_with("refs/")) {
    take("ref: " + link->string(), file, name);
    return;
  }
  const auto text = files_.read_regular(file, kMostRefBytes, ports::Links::kFollow);
  if (text) {
    take(*text, file, name);
  } else if (text.error().kind != ErrorKind::kNotFound || files_.type(file) != FileType::kMissing) {
    // One that went away meanwhile was removed or packed, and packed ones are read after it.
    unreadable(file, name, text.error());
  }
}

void RefFiles::add_file(const Path& file, const std::string& name) { read(file, name); }

void RefFiles::add_lines(const Path& file, const std::string& name) {
  const auto text = files_.read_regular(file, kMostRefBytes, ports::Links::kFollow);
  if (!text) {
    if (text.error().kind != ErrorKind::kNotFound) {
      unreadable(file, name, text.error());
    }
    return;
  }
  for (const std::string_view line : split_lines(*text)) {
    take(line, file, name);
  }
}

void RefFiles::add_folder(const Path& folder, const std::string& name) {
  auto canonical = files_.canonical(folder);
  if (files_.type(folder) == FileType::kMissing || !canonical) {
    return;
  }
  std::vector<Path> way = {std::move(*canonical)};
  add_entries(folder, name, way);
}

void RefFiles::add_entries(const Path& folder, const std::string& name, std::vector<Path>& way) {
  if (std::count(name.begin(), name.end(), '/') > static_cast<std::ptrdiff_t>(kMostFolders)) {
    unreadable(folder, name,
               {ErrorKind::kIncomplete, fmt::format("refs are nested more than {} folders deep", kMostFolders)});
    return;
  }
  const auto entries = files_.list(folder);
  if (!entries) {
    unreadable(folder, name, entries.error());
    return;
  }
  for (const ports::FileEntry& entry : *entries) {
    const std::string below = name + "/" + entry.path.string();
    if (is_passed_over(entry.path.string())) {
      continue;
    }
    switch (entry.type) {
      case FileType::kDirectory: add_entries(folder / entry.path, below, way); break;
      case FileType::kSymlink: add_linked(folder / entry.path, below, way); break;
      case FileType::kFile:
      case FileType::kMissing:
      case FileType::kOther: read(folder / entry.path, below); break;
    }
  }
}

void RefFiles::add_linked(const Path& link, const std::string& name, std::vector<Path>& way) {
  if (files_.type_followed(link) != FileType::kDirectory) {
    read(link, name);
    return;
  }
  auto target = files_.canonical(link);
  auto here = files_.canonical(link.parent_path());
  if (!target || !here) {
    unreadable(link, name, !target ? target.error() : here.error());
    return;
  }
  // A folder that the way to it has led through is read there.
  way.push_back(std::move(*here));
  const bool is_loop = std::any_of(way.begin(), way.end(), [&](const Path& path) { return is_below(path, *target); });
  if (!is_loop && ++links_ > kMostLinks) {
    unreadable(link, name, {ErrorKind::kIncomplete, fmt::format("more than {} folders of refs are links", kMostLinks)});
  } else if (!is_loop) {
    add_entries(link, name, way);
  }
  way.pop_back();
}

void RefFiles::add_packed(const Path& file) {
  static const std::string kPacked = "packed-refs";
  const auto text = files_.read_regular(file, kMostPackedBytes, ports::Links::kFollow);
  if (!text) {
    if (text.error().kind != ErrorKind::kNotFound || files_.type(file) != FileType::kMissing) {
      unreadable(file, kPacked, text.error());
    }
    return;
  }
  if (!text->ends_with('\n')) {
    damaged(file, kPacked, text->empty() ? "the list of packed refs is empty" : "the list of packed refs is cut off");
  }
  std::size_t number = 0;
  for (const std::string_view line : split_lines(*text)) {
    ++number;
    const bool is_peeled = line.starts_with('^');
    auto id = id_in(line.substr(is_peeled ? 1 : 0));
    const std::size_t end = id_size_ * 2;
    if (line.starts_with('#') || (is_peeled && id && line.size() == end + 1)) {
      continue;
    }
    const std::string name(line.size() > end && line[end] == ' ' ? line.substr(end + 1) : "");
    if (!id || !name.starts_with("refs/") || name.find_first_of(" \t") != std::string::npos) {
      damaged(file, kPacked, fmt::format("line {} of the list of packed refs is damaged", number));
    } else if (!ids_.contains(name) && !targets_.contains(name)) {
      add(name, std::move(*id));
    }
  }
}

bool RefFiles::is_unknown(std::string_view name) const {
  for (std::size_t end = name.size(); end != std::string_view::npos; end = name.rfind('/', end - 1)) {
    if (unknown_.contains(std::string(name.substr(0, end)))) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> RefFiles::find(std::string name) const {
  for (int depth = 0; depth <= kMostSymbolic; ++depth) {
    if (is_unknown(name)) {
      return std::nullopt;
    }
    if (const auto id = ids_.find(name); id != ids_.end()) {
      return id->second;
    }
    const auto target = targets_.find(name);
    if (target == targets_.end()) {
      return std::nullopt;
    }
    name = target->second;
  }
  return std::nullopt;
}

}  // namespace ropewalk::git
