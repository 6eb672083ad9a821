// Cuts a stream of bytes into lines as they come.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ropewalk::platform {

/// A line ends at LF, CR LF or CR, as the runner's `StreamReader.ReadLine` has it. A line longer than `kMaxLine` is
/// handed on in pieces of that size, so that memory stays bounded. Bytes are passed through as they are.
class LineSplitter {
 public:
  static constexpr std::size_t kMaxLine = 1U << 20U;

  explicit LineSplitter(std::function<void(std::string_view)> on_line);

  void feed(std::string_view bytes);
  /// The last line, when it came without an end.
  void finish();

 private:
  void add(std::string_view part);
  void end_line();

  std::function<void(std::string_view)> on_line_;
  std::string line_;
  /// The last byte was a CR: an LF that follows belongs to it.
  bool is_after_cr_ = false;
  /// Pieces of the current line have been handed on already, so its end alone is no empty line.
  bool is_continued_ = false;
};

}  // namespace ropewalk::platform
