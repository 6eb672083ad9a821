// Source text and positions in it. Positions are stored as byte offsets; lines and columns are worked out when shown.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk {

/// A half-open range of byte offsets into one source text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// What one column counts: GitHub's messages and LSP count UTF-16 code units, terminals count code points.
enum class ColumnUnit { kUtf16, kCodePoint };

/// A place for people: both numbers start at 1.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

/// A named, immutable text. Shared between everything that points into it, because findings outlive the stages that
/// made them.
class SourceFile {
 public:
  /// `name` is the path as messages show it. `text` is kept as it is, with any byte order mark and line ends.
  SourceFile(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }

  /// Line and column of a byte offset; an offset past the end counts as the end. Lines end at LF, CR LF or CR.
  [[nodiscard]] LineColumn locate(std::uint32_t offset, ColumnUnit unit = ColumnUnit::kCodePoint) const;

  /// The text of a line (from 1) without its line end; empty past the last line.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

using SourceFilePtr = std::shared_ptr<const SourceFile>;

/// A range in a known file. `file` may be null: then there is no place to show.
struct SourceRef {
  SourceFilePtr file;
  Span span;

  [[nodiscard]] bool has_place() const { return file != nullptr; }
};

}  // namespace ropewalk
