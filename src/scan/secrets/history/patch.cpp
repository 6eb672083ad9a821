#include "scan/secrets/history/patch.h"

#include <algorithm>
#include <unordered_map>

#include "text/git_diff/git_diff.h"

namespace ropewalk::scan {
namespace {

/// With their ends, so that a last line without one differs from one with it.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool is_binary(std::string_view text) {
  constexpr std::size_t kLooked = 8000;
  return text.substr(0, kLooked).find('\0') != std::string_view::npos;
}

}  // namespace

std::vector<AddedLines> added_lines(std::string_view before, std::string_view after) {
  std::vector<AddedLines> added;
  if (is_binary(before) || is_binary(after)) {
    return added;
  }
  const std::vector<std::string_view> now = lines_of(after);
  for (const text::Hunk& hunk : text::git_diff(before, after)) {
    if (hunk.b_end > hunk.b_begin) {
      const char* const begin = now[hunk.b_begin].data();
      const std::string_view last = now[hunk.b_end - 1];
      added.push_back({std::string_view(begin, static_cast<std::size_t>(last.data() + last.size() - begin)),
                       static_cast<int>(hunk.b_begin) + 1});
    }
  }
  return added;
}

double similarity(std::string_view a, std::string_view b) {
  const std::size_t larger = std::max(a.size(), b.size());
  if (larger == 0 || std::min(a.size(), b.size()) * 2 < larger) {
    return 0;
  }
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const std::string_view line : lines_of(a)) {
    ++counts[line];
  }
  std::size_t common = 0;
  for (const std::string_view line : lines_of(b)) {
    if (const auto found = counts.find(line); found != counts.end() && found->second > 0) {
      --found->second;
      common += line.size();
    }
  }
  return static_cast<double>(common) / static_cast<double>(larger);
}

}  // namespace ropewalk::scan
