#include "text/git_diff/git_diff.h"

#include <algorithm>
#include <unordered_map>

#include "text/git_diff/changes.h"

namespace ropewalk::text {
namespace {

/// Without lines of context git leaves out the common end of both texts, in blocks of this many bytes.
constexpr std::size_t kBlock = 1024;

/// How many bytes of the common end are left out: whole blocks, from behind the first line that ends in them.
std::size_t common_end(std::string_view a, std::string_view b) {
  std::size_t common = 0;
  const std::size_t smaller = std::min(a.size(), b.size());
  while (common + kBlock <= smaller &&
         a.substr(a.size() - common - kBlock, kBlock) == b.substr(b.size() - common - kBlock, kBlock)) {
    common += kBlock;
  }
  const std::string_view end = a.substr(a.size() - common);
  const std::size_t first_line = end.find('\n');
  return first_line == std::string_view::npos ? 0 : common - first_line - 1;
}

DiffSide side_of(std::string_view text, std::unordered_map<std::string_view, std::uint32_t>& numbers) {
  DiffSide side;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    side.lines.push_back(line);
    side.ids.push_back(numbers.emplace(line, static_cast<std::uint32_t>(numbers.size())).first->second);
    text.remove_prefix(end);
  }
  side.changed.resize(side.lines.size());
  return side;
}

}  // namespace

std::vector<Hunk> git_diff(std::string_view a, std::string_view b) {
  const std::size_t end = common_end(a, b);
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  DiffSide old = side_of(a.substr(0, a.size() - end), numbers);
  DiffSide fresh = side_of(b.substr(0, b.size() - end), numbers);
  mark_changes(old, fresh);
  settle_changes(old, fresh);
  settle_changes(fresh, old);

  std::vector<Hunk> hunks;
  std::ptrdiff_t at_old = 0;
  std::ptrdiff_t at_fresh = 0;
  while (at_old < old.size() || at_fresh < fresh.size()) {
    Hunk hunk{.a_begin = static_cast<std::size_t>(at_old), .b_begin = static_cast<std::size_t>(at_fresh)};
    while (old.is_changed(at_old)) {
      ++at_old;
    }
    while (fresh.is_changed(at_fresh)) {
      ++at_fresh;
    }
    hunk.a_end = static_cast<std::size_t>(at_old);
    hunk.b_end = static_cast<std::size_t>(at_fresh);
    if (hunk.a_begin < hunk.a_end || hunk.b_begin < hunk.b_end) {
      hunks.push_back(hunk);
    }
    ++at_old;
    ++at_fresh;
  }
  return hunks;
}

}  // namespace ropewalk::text
