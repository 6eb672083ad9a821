// Where changes are shown that could as well stand some lines higher or lower.
#include <algorithm>

#include "text/git_diff/changes.h"

namespace ropewalk::text {
namespace {

using Index = std::ptrdiff_t;

/// How far a change is moved at most for its looks.
constexpr Index kMostMoved = 100;
constexpr int kMostIndent = 200;
constexpr int kMostBlanks = 20;
constexpr int kTab = 8;
constexpr int kNone = -1;

/// Consecutive changed lines, maybe none: there is one group between any two neighbours that are not changed, and those
/// of both sides correspond.
class Group {
 public:
  explicit Group(DiffSide& side) : side_(side) { take_following(); }

  [[nodiscard]] Index begin() const { return begin_; }
  [[nodiscard]] Index end() const { return end_; }
  [[nodiscard]] bool is_empty() const { return begin_ == end_; }

  /// False at the last one.
  bool go_on() {
    if (end_ == side_.size()) {
      return false;
    }
    begin_ = end_ = end_ + 1;
    take_following();
    return true;
  }
  bool go_back() {
    if (begin_ == 0) {
      return false;
    }
    begin_ = end_ = begin_ - 1;
    take_leading();
    return true;
  }
  /// One line up, where that changes nothing; takes in a group that it meets.
  bool move_up() {
    if (begin_ == 0 || side_.id(begin_ - 1) != side_.id(end_ - 1)) {
      return false;
    }
    side_.mark(--begin_, true);
    side_.mark(--end_, false);
    take_leading();
    return true;
  }
  bool move_down() {
    if (end_ == side_.size() || side_.id(begin_) != side_.id(end_)) {
      return false;
    }
    side_.mark(begin_++, false);
    side_.mark(end_++, true);
    take_following();
    return true;
  }

 private:
  void take_following() {
    while (side_.is_changed(end_)) {
      ++end_;
    }
  }
  void take_leading() {
    while (side_.is_changed(begin_ - 1)) {
      --begin_;
    }
  }

  DiffSide& side_;
  Index begin_ = 0;
  Index end_ = 0;
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// In columns; none for a line of nothing but white space.
int indent_of(std::string_view line) {
  int indent = 0;
  for (const char c : line) {
    if (!is_space(c)) {
      return indent;
    }
    indent += c == ' ' ? 1 : c == '\t' ? kTab - indent % kTab : 0;
    if (indent >= kMostIndent) {
      return kMostIndent;
    }
  }
  return kNone;
}

/// What stands around a place between two lines.
struct Surroundings {
  bool is_end = false;
  /// Of the line behind the place, and of the next ones before it and behind that line which are not blank.
  int indent = kNone;
  int indent_before = kNone;
  int indent_behind = kNone;
  int blanks_before = 0;
  int blanks_behind = 0;
};

/// The first indent from `at` on in steps, and how many blank lines were passed.
int next_indent(const DiffSide& side, Index at, Index step, int& blanks) {
  for (; at >= 0 && at < side.size(); at += step) {
    if (const int indent = indent_of(side.lines[static_cast<std::size_t>(at)]); indent != kNone) {
      return indent;
    }
    if (++blanks == kMostBlanks) {
      return 0;
    }
  }
  return kNone;
}

Surroundings around(const DiffSide& side, Index place) {
  Surroundings found{.is_end = place >= side.size()};
  found.indent = found.is_end ? kNone : indent_of(side.lines[static_cast<std::size_t>(place)]);
  found.indent_before = next_indent(side, place - 1, -1, found.blanks_before);
  found.indent_behind = next_indent(side, place + 1, 1, found.blanks_behind);
  return found;
}

/// How bad two texts are parted at a place; of less the indent counts first. The weights are git's.
struct Badness {
  int indent = 0;
  int penalty = 0;

  void add(const Surroundings& place) {
    penalty += place.indent_before == kNone && place.blanks_before == 0 ? 1 : 0;
    penalty += place.is_end ? 21 : 0;
    const int blanks_behind = place.indent == kNone ? 1 + place.blanks_behind : 0;
    const int blanks = place.blanks_before + blanks_behind;
    penalty += -30 * blanks + 6 * blanks_behind;
    const int here = place.indent != kNone ? place.indent : place.indent_behind;
    indent += here;
    if (here == kNone || place.indent_before == kNone || here == place.indent_before) {
      return;
    }
    const bool has_blanks = blanks != 0;
    if (here > place.indent_before) {
      penalty += has_blanks ? 10 : -4;
    } else if (place.indent_behind != kNone && place.indent_behind > here) {
      penalty += has_blanks ? 17 : 24;
    } else {
      penalty += has_blanks ? 17 : 23;
    }
  }

  [[nodiscard]] bool is_worse_than(const Badness& other) const {
    constexpr int kIndentWeight = 60;
    const int indents = indent > other.indent ? 1 : indent < other.indent ? -1 : 0;
    return kIndentWeight * indents + (penalty - other.penalty) > 0;
  }
};

/// Where a group reads best that now stands as low as it can and could end as high as `earliest`.
Index best_end(const DiffSide& side, const Group& group, Index earliest) {
  const Index size = group.end() - group.begin();
  Index best = kNone;
  Badness least;
  for (Index end = std::max({earliest, group.end() - size - 1, group.end() - kMostMoved}); end <= group.end(); ++end) {
    Badness badness;
    badness.add(around(side, end));
    badness.add(around(side, end - size));
    if (best == kNone || !badness.is_worse_than(least)) {
      least = badness;
      best = end;
    }
  }
  return best;
}

}  // namespace

void settle_changes(DiffSide& side, DiffSide& other) {
  Group group(side);
  Group beside(other);
  do {
    if (!group.is_empty()) {
      Index size = 0;
      Index earliest = 0;
      bool meets_other = false;
      do {
        size = group.end() - group.begin();
        while (group.move_up()) {
          beside.go_back();
        }
        earliest = group.end();
        meets_other = !beside.is_empty();
        while (group.move_down()) {
          beside.go_on();
          meets_other = meets_other || !beside.is_empty();
        }
      } while (size != group.end() - group.begin());
      // Now it stands as low as it can.
      if (group.end() != earliest && meets_other) {
        while (beside.is_empty()) {
          group.move_up();
          beside.go_back();
        }
      } else if (group.end() != earliest) {
        const Index best = best_end(side, group, earliest);
        while (group.end() > best) {
          group.move_up();
          beside.go_back();
        }
      }
    }
    beside.go_on();
  } while (group.go_on());
}

}  // namespace ropewalk::text
