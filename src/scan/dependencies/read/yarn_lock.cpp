// yarn.lock, of Yarn 1 and of the later ones (whose form is close to YAML). An entry's key has what was asked for; what
// came of it is in `resolution` (later ones), or in the key again (Yarn 1).
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  return text.size() > 1 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

bool begins_with_one_of(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return text.starts_with(beginning); });
}

/// A name and what stands behind its `@`: `lodash` and `npm:^4.0.0`.
struct Pattern {
  std::string_view name;
  std::string_view range;
};

Pattern split_pattern(std::string_view text) {
  const std::size_t at = text.find('@', 1);
  return {text.substr(0, at), at == std::string_view::npos ? std::string_view() : text.substr(at + 1)};
}

/// The first of `"lodash@^4.0.0", lodash@4` and of `"lodash@npm:^4.0.0, lodash@npm:4"`.
Pattern first_pattern(std::string_view key) {
  if (key.starts_with('"')) {
    key = key.substr(1, key.find('"', 1) - 1);
  }
  return split_pattern(key.substr(0, key.find(", ")));
}

DependencyKind kind_of(std::string_view range) {
  if (begins_with_one_of(range, {"workspace:", "file:", "link:", "portal:", "exec:", "./", "../", "/", "~/"})) {
    return DependencyKind::kPath;
  }
  const std::string_view address = range.substr(0, range.find('#'));
  const bool is_web = begins_with_one_of(range, {"http:", "https:"});
  const bool is_commit = range.find("#commit=") != std::string_view::npos;
  if (begins_with_one_of(range, {"git:", "git+", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh:"}) ||
      is_commit || (is_web && address.ends_with(".git"))) {
    return DependencyKind::kGit;
  }
  if (is_web) {
    return DependencyKind::kUrl;
  }
  // `owner/repository` is GitHub's.
  const bool is_short = range.find(':') == std::string_view::npos && range.find('/') != std::string_view::npos;
  return is_short ? DependencyKind::kGit : DependencyKind::kPinned;
}

/// Sets what the range or resolution says. An alias (`npm:real@^1.0.0`) is installed under another name than its own.
void set_origin(Pattern pattern, Dependency& dependency) {
  dependency.name = pattern.name;
  std::string_view range = pattern.range;
  if (range.starts_with("patch:") || range.starts_with("npm:")) {
    const bool is_patch = range.starts_with("patch:");
    range = range.substr(is_patch ? 6 : 4);
    const Pattern real = split_pattern(range.substr(0, range.find("::")));
    dependency.name = real.range.empty() ? pattern.name : real.name;
    dependency.kind = DependencyKind::kPinned;
    dependency.url.clear();
    return;
  }
  dependency.kind = kind_of(range);
  dependency.url = dependency.kind == DependencyKind::kPinned ? std::string_view() : range;
}

class Reader {
 public:
  Reader(const ManifestInput& input, Manifest& into) : input_(input), into_(into) {}

  void read() {
    bool is_header = false;
    for (const std::string_view line : split_lines(input_.text)) {
      ++number_;
      is_header = is_header || line.starts_with("# yarn lockfile v1") || line.starts_with("__metadata:");
      if (!trim(line).empty() && !line.starts_with('#')) {
        has_entries_ = true;
        take(line);
      }
    }
    finish();
    // An empty file marks the top of a project; what has no header is held against its entries alone.
    if (!is_header && has_entries_ && into_.dependencies.empty() && into_.trouble.empty()) {
      into_.fail({.file = input_.file, .line = 1}, "invalid-file", "this is not a lock that is understood");
    }
  }

 private:
  void finish() {
    if (!dependency_.name.empty() && dependency_.name != "__metadata") {
      if (dependency_.version.empty()) {
        into_.fail(dependency_.place, "invalid-entry", fmt::format("{} has no version", dependency_.name));
      } else {
        into_.dependencies.push_back(std::move(dependency_));
      }
    }
    dependency_ = {};
  }

  void take(std::string_view line) {
    if (line.front() != ' ') {
      finish();
      begin(line);
      return;
    }
    const bool is_direct = line.starts_with("  ") && line.size() > 2 && line[2] != ' ';
    const std::string_view content = trim(line);
    const std::size_t end = content.find_first_of(" :");
    if (!is_direct || end == std::string_view::npos) {
      return;
    }
    std::string_view value = trim(content.substr(end));
    value = unquoted(value.starts_with(':') ? value.substr(1) : value);
    const std::string_view key = content.substr(0, end);
    if (key == "version") {
      dependency_.version = value;
    } else if (key == "integrity" || key == "checksum") {
      dependency_.hashes.emplace_back(value);
    } else if (key == "resolution") {
      set_origin(split_pattern(value), dependency_);
    }
  }

  void begin(std::string_view line) {
    const Location place{.file = input_.file, .line = number_};
    if (!line.ends_with(':')) {
      into_.fail(place, "invalid-line", fmt::format("'{}' is not an entry", trim(line)));
      return;
    }
    set_origin(first_pattern(line.substr(0, line.size() - 1)), dependency_);
    dependency_.ecosystem = "npm";
    dependency_.place = place;
  }

  const ManifestInput& input_;
  Manifest& into_;
  int number_ = 0;
  bool has_entries_ = false;
  Dependency dependency_;
};

}  // namespace

void read_yarn_lock(const ManifestInput& input, Manifest& into) { Reader(input, into).read(); }

}  // namespace ropewalk::scan
