#include "text/line_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::text {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kMostChanges = 20'000;
constexpr std::size_t kContext = 3;

/// Which lines of `a` and `b` belong together, as pairs in order.
std::vector<std::pair<std::size_t, std::size_t>> common_lines(const Lines& a, const Lines& b) {
  const auto n = static_cast<std::ptrdiff_t>(a.size());
  const auto m = static_cast<std::ptrdiff_t>(b.size());
  const auto most = static_cast<std::ptrdiff_t>(std::min(a.size() + b.size(), kMostChanges));
  // furthest[k + most]: how far in `a` a path with this many changes comes on the diagonal k.
  std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * most + 2), 0);
  std::vector<std::vector<std::ptrdiff_t>> history;
  const auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& { return furthest[static_cast<std::size_t>(k + most)]; };
  for (std::ptrdiff_t changes = 0; changes <= most; ++changes) {
    history.push_back({furthest.begin() + (most - changes), furthest.begin() + (most + changes + 1)});
    for (std::ptrdiff_t k = -changes; k <= changes; k += 2) {
      std::ptrdiff_t x = k == -changes || (k != changes && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      std::ptrdiff_t y = x - k;
      while (x < n && y < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      at(k) = x;
      if (x < n || y < m) {
        continue;
      }
      // Walk the way back.
      std::vector<std::pair<std::size_t, std::size_t>> pairs;
      for (std::ptrdiff_t step = changes; step >= 0; --step) {
        const std::vector<std::ptrdiff_t>& before = history[static_cast<std::size_t>(step)];
        const auto then = [&](std::ptrdiff_t diagonal) { return before[static_cast<std::size_t>(diagonal + step)]; };
        const std::ptrdiff_t diagonal = x - y;
        std::ptrdiff_t from_x = 0;
        std::ptrdiff_t from_y = 0;
        if (step > 0) {
          const bool is_down = diagonal == -step || (diagonal != step && then(diagonal - 1) < then(diagonal + 1));
          const std::ptrdiff_t previous = is_down ? diagonal + 1 : diagonal - 1;
          from_x = then(previous);
          from_y = from_x - previous;
          while (x > (is_down ? from_x : from_x + 1) && y > (is_down ? from_y + 1 : from_y)) {
            pairs.emplace_back(--x, --y);
          }
        } else {
          while (x > 0 && y > 0) {
            pairs.emplace_back(--x, --y);
          }
        }
        x = from_x;
        y = from_y;
      }
      std::reverse(pairs.begin(), pairs.end());
      return pairs;
    }
  }
  return {};
}

/// Lines with their ends, so that a missing last line feed is a difference.
Lines whole_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

void put(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) {
    out += "\n\\ No newline at end of file\n";
  }
}

/// `12,3`, `12` for one line, `11,0` for none behind line 11.
std::string range(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  return count == 1 ? fmt::format("{}", begin + 1) : fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

std::string joined(const Lines& lines, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) {
    text += lines[i];
  }
  return text;
}

/// How a version of a text stands to its base: for stretches of base lines, the lines that it has instead.
class Side {
 public:
  Side(const Lines& base, std::string_view text) : lines_(whole_lines(text)), hunks_(diff_lines(base, lines_)) {}

  [[nodiscard]] const std::vector<Hunk>& hunks() const { return hunks_; }
  /// The version's text for base lines [begin, end), whose edges lie in no change of it.
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const {
    return joined(lines_, position(begin, false), position(end, true));
  }

 private:
  /// Where a line of the base is in the version; at a change's edge before or behind it.
  [[nodiscard]] std::size_t position(std::size_t base, bool behind) const {
    std::ptrdiff_t shift = 0;
    for (const Hunk& hunk : hunks_) {
      if (hunk.a_begin > base || (hunk.a_begin == base && !(behind && hunk.a_end == base))) {
        break;
      }
      shift = static_cast<std::ptrdiff_t>(hunk.b_end) - static_cast<std::ptrdiff_t>(hunk.a_end);
    }
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(base) + shift);
  }

  Lines lines_;
  std::vector<Hunk> hunks_;
};

}  // namespace

std::vector<Hunk> diff_lines(const Lines& a, const Lines& b) {
  std::vector<Hunk> hunks;
  std::size_t a_at = 0;
  std::size_t b_at = 0;
  const auto gap = [&](std::size_t a_next, std::size_t b_next) {
    if (a_at < a_next || b_at < b_next) {
      hunks.push_back({a_at, a_next, b_at, b_next});
    }
  };
  for (const auto& [a_index, b_index] : common_lines(a, b)) {
    gap(a_index, b_index);
    a_at = a_index + 1;
    b_at = b_index + 1;
  }
  gap(a.size(), b.size());
  return hunks;
}

std::string unified_diff(std::string_view a, std::string_view b, std::string_view a_name, std::string_view b_name) {
  const Lines before = whole_lines(a);
  const Lines after = whole_lines(b);
  const std::vector<Hunk> hunks = diff_lines(before, after);
  if (hunks.empty()) {
    return {};
  }
  std::string out = fmt::format("--- {}\n+++ {}\n", a_name, b_name);
  for (std::size_t first = 0; first < hunks.size();) {
    // Changes whose surroundings touch are shown as one.
    std::size_t last = first;
    while (last + 1 < hunks.size() && hunks[last + 1].a_begin - hunks[last].a_end <= 2 * kContext) {
      ++last;
    }
    const std::size_t lead = std::min(kContext, hunks[first].a_begin);
    const std::size_t tail = std::min(kContext, before.size() - hunks[last].a_end);
    out += fmt::format("@@ -{} +{} @@\n", range(hunks[first].a_begin - lead, hunks[last].a_end + tail),
                       range(hunks[first].b_begin - lead, hunks[last].b_end + tail));
    std::size_t at = hunks[first].a_begin - lead;
    for (std::size_t i = first; i <= last; ++i) {
      for (; at < hunks[i].a_begin; ++at) {
        put(out, ' ', before[at]);
      }
      for (; at < hunks[i].a_end; ++at) {
        put(out, '-', before[at]);
      }
      for (std::size_t line = hunks[i].b_begin; line < hunks[i].b_end; ++line) {
        put(out, '+', after[line]);
      }
    }
    for (; at < hunks[last].a_end + tail; ++at) {
      put(out, ' ', before[at]);
    }
    first = last + 1;
  }
  return out;
}

Merged merge_lines(std::string_view base, std::string_view ours, std::string_view theirs, std::string_view our_name,
                   std::string_view their_name) {
  const Lines lines = whole_lines(base);
  const Side our_side(lines, ours);
  const Side their_side(lines, theirs);
  std::vector<std::pair<std::size_t, std::size_t>> changed;
  for (const Side* side : {&our_side, &their_side}) {
    for (const Hunk& hunk : side->hunks()) {
      changed.emplace_back(hunk.a_begin, hunk.a_end);
    }
  }
  std::sort(changed.begin(), changed.end());

  Merged merged;
  std::size_t at = 0;
  for (std::size_t i = 0; i < changed.size();) {
    auto [begin, end] = changed[i++];
    // Changes that overlap or touch are one place.
    while (i < changed.size() && changed[i].first <= end) {
      end = std::max(end, changed[i++].second);
    }
    merged.text += joined(lines, at, begin);
    at = end;
    const std::string was = joined(lines, begin, end);
    const std::string mine = our_side.text(begin, end);
    const std::string other = their_side.text(begin, end);
    if (mine == other || other == was) {
      merged.text += mine;
    } else if (mine == was) {
      merged.text += other;
    } else {
      ++merged.conflicts;
      const auto closed = [](const std::string& text) {
        return text.empty() || text.ends_with('\n') ? text : text + "\n";
      };
      merged.text +=
          fmt::format("<<<<<<< {}\n{}=======\n{}>>>>>>> {}\n", our_name, closed(mine), closed(other), their_name);
    }
  }
  merged.text += joined(lines, at, lines.size());
  return merged;
}

}  // namespace ropewalk::text
