// A pattern is a row of atoms, and matching keeps the set of places in the row that the name read so far can have led
// to. Regular expressions would do as well, but compiling one costs more than matching all names that a filter sees.
#include "text/glob.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::text {

/// Turns the text of a pattern into atoms.
class PatternCompiler {
 public:
  explicit PatternCompiler(std::string_view text) : text_(text) {}

  Result<Pattern> compile();

 private:
  using Atom = Pattern::Atom;
  using AtomKind = Pattern::AtomKind;

  tl::unexpected<Error> refuse(std::string_view reason) const {
    return fail(ErrorKind::kInvalid, fmt::format("the filter pattern '{}' is not valid: {}", text_, reason));
  }
  std::optional<std::string> read_set();
  std::optional<std::string> add_repetition(char mark);
  void add_stars();

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Atom> atoms_;
  /// The atom before is complete and has no repetition yet.
  bool may_repeat_ = false;
  /// The atom before may be followed by a `?` that changes nothing (regular expressions call it lazy).
  bool is_repeated_ = false;
};

namespace {

bool is_range(char first, char last) {
  const auto both = [&](char low, char high) { return first >= low && last <= high && first <= last; };
  return both('a', 'z') || both('A', 'Z') || both('0', '9');
}

}  // namespace

Result<Pattern> PatternCompiler::compile() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    std::optional<std::string> error;
    switch (c) {
      case '*': add_stars(); break;
      case '[': error = read_set(); break;
      case '?':
      case '+': error = add_repetition(c); break;
      case '\\':
        if (at_ + 1 == text_.size()) {
          return refuse("nothing follows the '\\' at its end");
        }
        ++at_;
        [[fallthrough]];
      default:
        atoms_.push_back({AtomKind::kCharacter, next_code_point(text_, at_)});
        may_repeat_ = true;
        is_repeated_ = false;
        break;
    }
    if (error) {
      return refuse(*error);
    }
  }
  Pattern pattern;
  pattern.atoms_ = std::move(atoms_);
  return pattern;
}

void PatternCompiler::add_stars() {
  const std::string_view rest = text_.substr(at_);
  if (rest.substr(0, 3) == "**/") {
    atoms_.push_back({AtomKind::kFolders});
    atoms_.push_back({AtomKind::kFoldersRest});
    at_ += 3;
  } else {
    const bool is_double = rest.substr(0, 2) == "**";
    atoms_.push_back({is_double ? AtomKind::kAnywhere : AtomKind::kInName});
    at_ += is_double ? 2 : 1;
  }
  may_repeat_ = false;
  is_repeated_ = true;
}

/// At the start there is nothing to repeat, so both marks stand for themselves there.
std::optional<std::string> PatternCompiler::add_repetition(char mark) {
  ++at_;
  if (atoms_.empty()) {
    atoms_.push_back({AtomKind::kCharacter, static_cast<std::uint32_t>(mark)});
    may_repeat_ = true;
    return std::nullopt;
  }
  if (may_repeat_) {
    (mark == '?' ? atoms_.back().may_be_absent : atoms_.back().may_repeat) = true;
    may_repeat_ = false;
    is_repeated_ = true;
    return std::nullopt;
  }
  if (mark == '?' && is_repeated_) {
    is_repeated_ = false;
    return std::nullopt;
  }
  return fmt::format("'{}' repeats the character before it, but there is no such character", mark);
}

std::optional<std::string> PatternCompiler::read_set() {
  Atom atom{AtomKind::kSet};
  const std::size_t close = text_.find(']', at_);
  if (close == std::string_view::npos) {
    return "its '[' is never closed";
  }
  const std::string_view content = text_.substr(at_ + 1, close - at_ - 1);
  if (content.empty()) {
    return "its '[]' is empty";
  }
  for (std::size_t i = 0; i < content.size(); ++i) {
    char last = content[i];
    if (i + 2 < content.size() && content[i + 1] == '-') {
      last = content[i + 2];
    }
    if (!is_range(content[i], last)) {
      return "brackets hold only letters and digits, and ranges from a lower to a higher one of a-z, A-Z or 0-9";
    }
    for (char c = content[i]; c <= last; ++c) {
      atom.set.set(static_cast<std::size_t>(c));
    }
    i += i + 2 < content.size() && content[i + 1] == '-' ? 2 : 0;
  }
  atoms_.push_back(atom);
  at_ = close + 1;
  may_repeat_ = true;
  is_repeated_ = false;
  return std::nullopt;
}

Result<Pattern> Pattern::compile(std::string_view text) { return PatternCompiler(text).compile(); }

bool Pattern::accepts(const Atom& atom, std::uint32_t character) {
  switch (atom.kind) {
    case AtomKind::kCharacter: return character == atom.character;
    case AtomKind::kSet: return character < atom.set.size() && atom.set.test(character);
    case AtomKind::kInName: return character != '/';
    case AtomKind::kAnywhere:
    case AtomKind::kFolders:
    case AtomKind::kFoldersRest: return true;
  }
  return false;
}

/// Adds a place before an atom, and those that are reached from it without reading anything.
void Pattern::add_position(Positions& positions, std::size_t at) const {
  while (!positions[at]) {
    positions[at] = true;
    if (at == atoms_.size()) {
      return;
    }
    const Atom& atom = atoms_[at];
    if (atom.kind == AtomKind::kFolders) {
      at += 2;
    } else if (atom.may_be_absent || atom.kind == AtomKind::kInName || atom.kind == AtomKind::kAnywhere) {
      at += 1;
    }
  }
}

Pattern::Positions Pattern::step(const Positions& positions, std::uint32_t character) const {
  Positions next(positions.size(), false);
  for (std::size_t at = 0; at < atoms_.size(); ++at) {
    const Atom& atom = atoms_[at];
    if (!positions[at] || !accepts(atom, character)) {
      continue;
    }
    switch (atom.kind) {
      case AtomKind::kCharacter:
      case AtomKind::kSet:
        add_position(next, at + 1);
        if (atom.may_repeat) {
          add_position(next, at);
        }
        break;
      case AtomKind::kInName:
      case AtomKind::kAnywhere: add_position(next, at); break;
      case AtomKind::kFolders: add_position(next, at + 1); break;
      case AtomKind::kFoldersRest:
        add_position(next, at);
        if (character == '/') {
          add_position(next, at + 1);
        }
        break;
    }
  }
  return next;
}

bool Pattern::matches(std::string_view name) const {
  Positions positions(atoms_.size() + 1, false);
  add_position(positions, 0);
  for (std::size_t at = 0; at < name.size();) {
    positions = step(positions, next_code_point(name, at));
  }
  return positions.back();
}

Result<PatternList> PatternList::compile(const std::vector<std::string>& patterns) {
  PatternList list;
  for (const std::string_view text : patterns) {
    const bool is_negative = text.substr(0, 1) == "!";
    auto pattern = Pattern::compile(text.substr(is_negative ? 1 : 0));
    if (!pattern) {
      return fail(std::move(pattern.error()));
    }
    list.entries_.push_back({std::move(*pattern), is_negative});
  }
  return list;
}

std::optional<std::size_t> PatternList::deciding(std::string_view name) const {
  const auto last =
      std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) { return entry.pattern.matches(name); });
  if (last == entries_.rend()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(entries_.rend() - last) - 1;
}

bool PatternList::matches(std::string_view name) const {
  const auto index = deciding(name);
  return index && !entries_[*index].is_negative;
}

bool PatternList::has_positive() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) { return !entry.is_negative; });
}

}  // namespace ropewalk::text
