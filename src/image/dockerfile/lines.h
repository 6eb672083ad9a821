// The first pass over a Dockerfile: directives, comments, and lines joined to instructions with the heredocs below
// them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/dockerfile/dockerfile.h"

namespace ropewalk::image::dockerfile {

/// An instruction as text: continuations joined, comments and blank lines inside of it left out.
struct LogicalLine {
  std::string text;
  /// From the first letter of the instruction to the end of its last line.
  Span span;
  std::vector<Heredoc> heredocs;
};

struct Lines {
  char escape = '\\';
  std::string syntax;
  std::vector<LogicalLine> lines;
  std::vector<Error> errors;
};

[[nodiscard]] Lines read_lines(const SourceFilePtr& file);

}  // namespace ropewalk::image::dockerfile
