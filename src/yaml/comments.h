// Comments, which libyaml drops: found again in the gaps between the values.
#pragma once

#include <string_view>
#include <vector>

#include "yaml/document.h"

namespace ropewalk::yaml {

/// One comment, from its `#` to the end of its line.
struct Comment {
  Span span;
  /// What follows the `#`, trimmed.
  std::string_view text;
  /// Nothing but white space stands before it on its line.
  bool is_whole_line = false;
};

/// All comments of a document in the order of the file; up to where reading stopped when it has a problem.
[[nodiscard]] std::vector<Comment> read_comments(const Document& document);

}  // namespace ropewalk::yaml
