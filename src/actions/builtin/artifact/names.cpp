// The rules are @actions/artifact's (path-and-artifact-name-validation) and minimatch's.
#include "actions/builtin/artifact/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/strings.h"
#include "text/path_segment.h"

namespace ropewalk::actions::builtin {
namespace {

struct ForbiddenCharacter {
  char character;
  std::string_view name;
};

constexpr ForbiddenCharacter kForbidden[] = {
    {'"', " Double quote \""}, {':', " Colon :"},    {'<', " Less than <"},     {'>', " Greater than >"},
    {'|', " Vertical bar |"},  {'*', " Asterisk *"}, {'?', " Question mark ?"}, {'\r', " Carriage return \\r"},
    {'\n', " Line feed \\n"},
};
constexpr ForbiddenCharacter kForbiddenInNames[] = {{'\\', " Backslash \\"}, {'/', " Forward slash /"}};

/// How many alternatives one pattern may open out to; `{a,b}{a,b}…` doubles with each pair.
constexpr std::size_t kMaxAlternatives = 1000;

template <std::size_t Count>
std::string_view forbidden_in(std::string_view text, const ForbiddenCharacter (&forbidden)[Count]) {
  for (const ForbiddenCharacter& entry : forbidden) {
    if (text.find(entry.character) != std::string_view::npos) {
      return entry.name;
    }
  }
  return {};
}

/// The end of the brace that opens at `open`, and the commas of its own level; npos when it never closes.
std::size_t find_brace_end(std::string_view pattern, std::size_t open, std::vector<std::size_t>& commas) {
  int depth = 0;
  for (std::size_t i = open; i < pattern.size(); ++i) {
    depth += pattern[i] == '{' ? 1 : 0;
    if (pattern[i] == ',' && depth == 1) {
      commas.push_back(i);
    }
    if (pattern[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

/// `a{b,c}d` as `abd` and `acd`. Braces without a comma stand for themselves.
std::vector<std::string> open_braces(std::string_view pattern) {
  std::vector<std::string> waiting{std::string(pattern)};
  std::vector<std::string> done;
  while (!waiting.empty() && waiting.size() + done.size() < kMaxAlternatives) {
    const std::string text = std::move(waiting.back());
    waiting.pop_back();
    bool is_open = false;
    for (std::size_t open = text.find('{'); open != std::string::npos && !is_open; open = text.find('{', open + 1)) {
      std::vector<std::size_t> commas;
      const std::size_t end = find_brace_end(text, open, commas);
      if (end == std::string::npos || commas.empty()) {
        continue;
      }
      is_open = true;
      commas.push_back(end);
      std::size_t start = open + 1;
      for (const std::size_t comma : commas) {
        waiting.push_back(text.substr(0, open) + text.substr(start, comma - start) + text.substr(end + 1));
        start = comma + 1;
      }
    }
    if (!is_open) {
      done.push_back(text);
    }
  }
  return done;
}

}  // namespace

Result<void> check_artifact_name(std::string_view name) {
  if (name.empty()) {
    return fail(ErrorKind::kInvalid, "Provided artifact name input during validation is empty");
  }
  std::string_view found = forbidden_in(name, kForbidden);
  found = found.empty() ? forbidden_in(name, kForbiddenInNames) : found;
  if (!found.empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("The artifact name is not valid: {}. Contains the following character: {}", name, found),
                "artifact names are file names on every system: none of \" : < > | * ? \\ / or line ends");
  }
  return {};
}

Result<void> check_artifact_file_name(std::string_view name) {
  if (const std::string_view found = forbidden_in(name, kForbidden); !found.empty()) {
    return fail(ErrorKind::kInvalid,
                fmt::format("The path for one of the files in artifact is not valid: {}. Contains the following "
                            "character: {}",
                            name, found),
                "artifacts can be unpacked on every system: none of \" : < > | * ? or line ends in a file's name");
  }
  return {};
}

std::uint64_t artifact_id(const record::Artifact& artifact) {
  const Sha256Digest digest = sha256(artifact.run.text() + "/" + artifact.name);
  // 48 bits: a whole number in every language that may read it.
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    id = (id << 8U) | digest[i];
  }
  return id;
}

bool matches_name_pattern(std::string_view pattern, std::string_view name) {
  bool is_negated = false;
  while (pattern.starts_with('!')) {
    is_negated = !is_negated;
    pattern.remove_prefix(1);
  }
  const std::vector<std::string> alternatives = open_braces(pattern);
  const bool matches = std::any_of(alternatives.begin(), alternatives.end(), [&](const std::string& alternative) {
    const text::PathSegment segment = text::PathSegment::parse(alternative);
    // Names that start with a dot are not meant by a wildcard (minimatch without `dot`).
    const bool is_hidden = name.starts_with('.') && !alternative.starts_with('.');
    return !is_hidden && (segment.is_globstar() || segment.matches(name));
  });
  return matches != is_negated;
}

}  // namespace ropewalk::actions::builtin
