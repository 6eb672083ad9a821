// A `#` is a comment when it stands outside of every scalar, at the start of a line or after white space (YAML 1.2.2,
// §6.6). The header of a block scalar (`|  # why`) is the one place where a comment stands inside of a scalar's span.
#include "yaml/comments.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::yaml {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Adds the comments that stand in [begin, end).
void read_gap(std::string_view text, std::size_t begin, std::size_t end, std::vector<Comment>& comments) {
  std::size_t at = begin;
  while (at < end) {
    at = text.find('#', at);
    if (at >= end) {
      return;
    }
    if (at > 0 && !is_space(text[at - 1])) {
      ++at;
      continue;
    }
    const std::size_t line_end = std::min(text.find_first_of("\r\n", at), text.size());
    const std::size_t line_start = at == 0 ? 0 : text.find_last_of("\r\n", at - 1) + 1;
    comments.push_back({{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(line_end)},
                        trim(text.substr(at + 1, line_end - at - 1)),
                        trim(text.substr(line_start, at - line_start)).empty()});
    at = line_end;
  }
}

}  // namespace

std::vector<Comment> read_comments(const Document& document) {
  std::vector<Comment> comments;
  const std::string_view text = document.file->text();
  std::size_t gap = 0;
  for (const Node& node : document.nodes) {
    if (node.kind != NodeKind::kScalar && node.kind != NodeKind::kAlias) {
      continue;
    }
    read_gap(text, gap, node.span.begin, comments);
    gap = node.span.end;
    if (node.style != ScalarStyle::kLiteral && node.style != ScalarStyle::kFolded) {
      continue;
    }
    const std::size_t header_end = std::min<std::size_t>(text.find('\n', node.span.begin), node.span.end);
    read_gap(text, node.span.begin, header_end, comments);
  }
  const bool is_whole = !document.problem || document.problem->kind == ProblemKind::kEmpty;
  const std::size_t last = is_whole ? text.size() : document.problem->span.begin;
  if (gap < last) {
    read_gap(text, gap, last, comments);
  }
  return comments;
}

}  // namespace ropewalk::yaml
