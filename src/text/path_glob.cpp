// Matching by segments. The places in a pattern that a path can have reached are kept as a set, so that many `**` cost
// no more than one.
#include "text/path_glob.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::text {
namespace {

/// The names between slashes; doubled slashes and those at the ends count for nothing.
std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments = split(path, '/');
  segments.erase(std::remove(segments.begin(), segments.end(), std::string_view()), segments.end());
  return segments;
}

bool is_below(std::string_view path, std::string_view ancestor) {
  return ancestor == "/" ? path != "/"
                         : path.size() > ancestor.size() && path.substr(0, ancestor.size()) == ancestor &&
                               path[ancestor.size()] == '/';
}

}  // namespace

Result<PathGlobs::Entry> PathGlobs::compile_one(std::string_view text, const PathGlobOptions& options) {
  Entry entry;
  while (text.substr(0, 1) == "!") {
    entry.is_negative = !entry.is_negative;
    text = trim(text.substr(1));
  }
  if (text.empty()) {
    return fail(ErrorKind::kInvalid, "pattern cannot be empty");
  }
  entry.only_directories = text.back() == '/';
  std::vector<std::string_view> names = segments_of(text);
  std::string_view base = text.front() == '/' ? "" : std::string_view(options.root);
  if (text.front() != '/' && names.front() == "~") {
    if (options.home.empty()) {
      return fail(ErrorKind::kInvalid, "Unable to determine HOME directory");
    }
    base = options.home;
    names.erase(names.begin());
  } else if (text.front() != '/' && names.front() == ".") {
    names.erase(names.begin());
  }
  for (const std::string_view name : segments_of(base)) {
    entry.segments.push_back(PathSegment::literal(name));
  }
  for (const std::string_view name : names) {
    entry.segments.push_back(PathSegment::parse(name));
    const auto literal = entry.segments.back().literal_name();
    if (literal == "." || literal == "..") {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Invalid pattern '{}'. Relative pathing '.' and '..' is not allowed.", text));
    }
  }
  return entry;
}

Result<PathGlobs> PathGlobs::compile(std::string_view patterns, const PathGlobOptions& options) {
  PathGlobs globs;
  globs.root_ = options.root;
  for (const std::string_view untrimmed : split(patterns, '\n')) {
    const std::string_view line = trim(untrimmed);
    if (line.empty() || line.front() == '#') {
      continue;
    }
    auto entry = compile_one(line, options);
    if (!entry) {
      return fail(std::move(entry.error()));
    }
    const bool ends_open = !entry->segments.empty() && entry->segments.back().is_globstar();
    globs.entries_.push_back(*entry);
    if (options.implicit_descendants && (entry->only_directories || !ends_open)) {
      // Everything below, but not the match itself, which may be bound to be a folder.
      entry->only_directories = false;
      entry->segments.push_back(PathSegment::any_name());
      entry->segments.push_back(PathSegment::parse("**"));
      globs.entries_.push_back(std::move(*entry));
    }
  }
  return globs;
}

std::vector<std::string_view> PathGlobs::split_path(std::string_view path) const {
  std::vector<std::string_view> segments = segments_of(path);
  if (path.substr(0, 1) == "/") {
    return segments;
  }
  std::vector<std::string_view> absolute = segments_of(root_);
  absolute.insert(absolute.end(), segments.begin(), segments.end());
  return absolute;
}

/// The places in a pattern that a path leads to; the last one is its end.
PathGlobs::Positions PathGlobs::walk(const Entry& entry, const std::vector<std::string_view>& path) {
  const std::size_t count = entry.segments.size();
  const auto add = [&](Positions& positions, std::size_t at) {
    positions[at] = true;
    while (at < count && entry.segments[at].is_globstar()) {
      positions[++at] = true;
    }
  };
  Positions positions(count + 1, false);
  add(positions, 0);
  for (const std::string_view name : path) {
    Positions next(count + 1, false);
    for (std::size_t at = 0; at < count; ++at) {
      if (!positions[at]) {
        continue;
      }
      if (entry.segments[at].is_globstar()) {
        add(next, at);
      } else if (entry.segments[at].matches(name)) {
        add(next, at + 1);
      }
    }
    positions = std::move(next);
  }
  return positions;
}

unsigned PathGlobs::match(const std::vector<std::string_view>& path) const {
  unsigned result = 0;
  for (const Entry& entry : entries_) {
    if (walk(entry, path).back()) {
      const auto kind = static_cast<unsigned>(entry.only_directories ? Match::kDirectory : Match::kAll);
      result = entry.is_negative ? result & ~kind : result | kind;
    }
  }
  return result;
}

bool PathGlobs::matches(std::string_view path, bool is_directory) const {
  const auto file = static_cast<unsigned>(Match::kAll) & ~static_cast<unsigned>(Match::kDirectory);
  return (match(split_path(path)) & (is_directory ? static_cast<unsigned>(Match::kDirectory) : file)) != 0;
}

bool PathGlobs::may_match_below(std::string_view directory) const {
  const std::vector<std::string_view> path = split_path(directory);
  return match(path) != 0 || std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
           const Positions positions = walk(entry, path);
           return !entry.is_negative && std::find(positions.begin(), positions.end(), true) != positions.end();
         });
}

std::vector<std::string> PathGlobs::search_paths() const {
  std::vector<std::string> candidates;
  for (const Entry& entry : entries_) {
    if (entry.is_negative) {
      continue;
    }
    std::string path;
    for (const PathSegment& segment : entry.segments) {
      const auto name = segment.literal_name();
      if (!name) {
        break;
      }
      path += "/" + *name;
    }
    candidates.push_back(path.empty() ? "/" : path);
  }
  std::vector<std::string> found;
  for (const std::string& path : candidates) {
    const bool is_known = std::find(found.begin(), found.end(), path) != found.end();
    const bool is_inside = std::any_of(candidates.begin(), candidates.end(),
                                       [&](const std::string& other) { return is_below(path, other); });
    if (!is_known && !is_inside) {
      found.push_back(path);
    }
  }
  return found;
}

}  // namespace ropewalk::text
