// Segments as minimatch 3 reads them with nobrace and noext: no braces, no `+(...)`.
#include "text/path_segment.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::text {

PathSegment PathSegment::literal(std::string_view name) {
  PathSegment segment;
  for (std::size_t at = 0; at < name.size();) {
    segment.atoms_.push_back({AtomKind::kCharacter, next_code_point(name, at)});
  }
  return segment;
}

PathSegment PathSegment::parse(std::string_view text) {
  PathSegment segment;
  if (text == "**") {
    segment.is_globstar_ = true;
    return segment;
  }
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '*') {
      ++at;
      const bool follows_run = !segment.atoms_.empty() && segment.atoms_.back().kind == AtomKind::kRun;
      if (!follows_run) {
        segment.atoms_.push_back({AtomKind::kRun});
      }
      continue;
    }
    if (c == '?') {
      ++at;
      segment.atoms_.push_back({AtomKind::kAny});
      continue;
    }
    if (c == '[') {
      if (auto set = read_set(text, at)) {
        segment.atoms_.push_back(std::move(*set));
        continue;
      }
    }
    if (c == '\\' && at + 1 < text.size()) {
      ++at;
    }
    segment.atoms_.push_back({AtomKind::kCharacter, next_code_point(text, at)});
  }
  return segment;
}

/// Reads `[...]` and moves behind it; nothing when it is no set: never closed, or with a range from high to low.
std::optional<PathSegment::Atom> PathSegment::read_set(std::string_view text, std::size_t& at) {
  Atom atom{AtomKind::kSet};
  std::size_t i = at + 1;
  if (i < text.size() && (text[i] == '!' || text[i] == '^')) {
    atom.is_negated = true;
    ++i;
  }
  const auto read_character = [&] {
    i += text[i] == '\\' && i + 1 < text.size() ? 1 : 0;
    return next_code_point(text, i);
  };
  const std::size_t first = at + 1;
  while (i < text.size()) {
    if (text[i] == ']' && i != first) {
      at = i + 1;
      return atom;
    }
    const std::uint32_t low = read_character();
    std::uint32_t high = low;
    if (i + 1 < text.size() && text[i] == '-' && text[i + 1] != ']') {
      ++i;
      high = read_character();
    }
    if (high < low) {
      return std::nullopt;
    }
    atom.ranges.emplace_back(low, high);
  }
  return std::nullopt;
}

std::optional<std::string> PathSegment::literal_name() const {
  std::string name;
  for (const Atom& atom : atoms_) {
    const bool is_single = atom.kind == AtomKind::kSet && !atom.is_negated && atom.ranges.size() == 1 &&
                           atom.ranges[0].first == atom.ranges[0].second;
    if (atom.kind != AtomKind::kCharacter && !is_single) {
      return std::nullopt;
    }
    const std::uint32_t character = is_single ? atom.ranges[0].first : atom.character;
    if (character >= kFirstNoCodePoint) {
      name.push_back(static_cast<char>(character - kFirstNoCodePoint));
    } else {
      append_utf8(name, character);
    }
  }
  return is_globstar_ ? std::nullopt : std::optional(std::move(name));
}

bool PathSegment::accepts(const Atom& atom, std::uint32_t character) {
  switch (atom.kind) {
    case AtomKind::kCharacter: return character == atom.character;
    case AtomKind::kAny:
    case AtomKind::kRun: return true;
    case AtomKind::kSet: break;
  }
  const bool is_inside = std::any_of(atom.ranges.begin(), atom.ranges.end(), [&](const auto& range) {
    return character >= range.first && character <= range.second;
  });
  return is_inside != atom.is_negated;
}

/// With one way back, to the last run: a longer match of an earlier run never helps where one of the last one does not.
bool PathSegment::matches(std::string_view name) const {
  std::size_t at = 0;
  std::size_t atom = 0;
  std::size_t run = atoms_.size();  // the last run seen, or none
  std::size_t run_end = 0;          // where in the name it ends so far
  while (at < name.size()) {
    std::size_t next = at;
    const std::uint32_t character = next_code_point(name, next);
    if (atom < atoms_.size() && atoms_[atom].kind == AtomKind::kRun) {
      run = atom++;
      run_end = at;
    } else if (atom < atoms_.size() && accepts(atoms_[atom], character)) {
      ++atom;
      at = next;
    } else if (run < atoms_.size()) {
      static_cast<void>(next_code_point(name, run_end));
      at = run_end;
      atom = run + 1;
    } else {
      return false;
    }
  }
  while (atom < atoms_.size() && atoms_[atom].kind == AtomKind::kRun) {
    ++atom;
  }
  return atom == atoms_.size();
}

}  // namespace ropewalk::text
