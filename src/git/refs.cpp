// Refs as files.
#include "git/refs.h"

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace ropewalk::git {
namespace {

constexpr std::string_view kSymbolic = "ref:";
/// As git has it: longer chains of symbolic refs are taken for a loop.
constexpr int kMaxSymbolic = 5;

bool is_forbidden(char c) {
  constexpr std::string_view kForbidden = " ~^:?*[\\\x7f";
  return static_cast<unsigned char>(c) < 0x20 || kForbidden.find(c) != std::string_view::npos;
}

}  // namespace

bool is_object_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_branch_name(std::string_view name) {
  if (name.empty() || name == "@" || name.starts_with('-') || name.ends_with('.') ||
      std::any_of(name.begin(), name.end(), is_forbidden) || name.find("..") != name.npos ||
      name.find("@{") != name.npos) {
    return false;
  }
  const auto parts = split(name, '/');
  return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part.starts_with('.') || part.ends_with(".lock");
  });
}

std::string Refs::raw(std::string_view name) const {
  // HEAD belongs to the worktree, whatever is below refs/ to all of them.
  const ports::Path& base = name.starts_with("refs/") ? folder_.common : folder_.git;
  const Result<std::string> text = files_.read(base / name);
  if (text) {
    return std::string(trim(*text));
  }
  // Very old repositories have a symbolic link instead of a text.
  const Result<ports::Path> link = files_.read_symlink(base / name);
  return link && link->string().starts_with("refs/") ? "ref: " + link->string() : "";
}

std::string Refs::target(std::string_view name) const {
  const std::string text = raw(name);
  return text.starts_with(kSymbolic) ? std::string(trim(std::string_view(text).substr(kSymbolic.size()))) : "";
}

std::optional<std::string> Refs::read(std::string_view name) const {
  std::string current(name);
  for (int depth = 0; depth <= kMaxSymbolic; ++depth) {
    std::string next = target(current);
    if (next.empty()) {
      std::string text = raw(current);
      return is_object_id(text) ? std::optional(std::move(text)) : packed(current);
    }
    current = std::move(next);
  }
  return std::nullopt;
}

std::optional<std::string> Refs::packed(std::string_view name) const {
  const Result<std::string> text = files_.read(folder_.common / "packed-refs");
  if (!text) {
    return std::nullopt;
  }
  for (const std::string_view line : split_lines(*text)) {
    const std::size_t space = line.find(' ');
    if (space != line.npos && line.substr(space + 1) == name && is_object_id(line.substr(0, space))) {
      return std::string(line.substr(0, space));
    }
  }
  return std::nullopt;
}

std::vector<ports::Ref> Refs::all() const {
  std::map<std::string, std::string> found;
  if (const Result<std::string> text = files_.read(folder_.common / "packed-refs")) {
    for (const std::string_view line : split_lines(*text)) {
      const std::size_t space = line.find(' ');
      if (space != line.npos && is_object_id(line.substr(0, space)) && line.substr(space + 1).starts_with("refs/")) {
        found[std::string(line.substr(space + 1))] = line.substr(0, space);
      }
    }
  }
  // A loose ref is newer than a packed one.
  const auto entries =
      files_.walk(folder_.common / "refs", [](const ports::FileEntry&) { return ports::Walk::kEnter; });
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type != ports::FileType::kFile) {
      continue;
    }
    const std::string name = "refs/" + entry.path.generic_string();
    if (const std::string id = raw(name); is_object_id(id)) {
      found[name] = id;
    }
  }
  std::vector<ports::Ref> refs;
  for (auto& [name, id] : found) {
    refs.push_back({name, std::move(id)});
  }
  return refs;
}

bool Refs::has_tags() const {
  const auto loose = files_.list(folder_.common / "refs/tags");
  if (loose && !loose->empty()) {
    return true;
  }
  const Result<std::string> text = files_.read(folder_.common / "packed-refs");
  return text && text->find(" refs/tags/") != std::string::npos;
}

bool Refs::are_foreign() const { return target("HEAD") == "refs/heads/.invalid"; }

}  // namespace ropewalk::git
