// Cuts a stream of bytes into lines as they come.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ports/process.h"

namespace ropewalk::platform {

/// A line ends at LF, CR LF or CR, as the runner's `StreamReader.ReadLine` has it. A line longer than `kMaxLine` is
/// handed on in pieces of that size, so that memory stays bounded. Bytes are passed through as they are.
class LineSplitter {
 public:
  static constexpr std::size_t kMaxLine = 1U << 20U;

  explicit LineSplitter(ports::LineSink on_line, ports::OutputStream stream = ports::OutputStream::kOutput);

  void feed(std::string_view bytes);
  /// The last line, when it came without an end.
  void finish();

 private:
  void add(std::string_view part);
  void end_line(std::string_view rest);
  void hand_on(std::string_view text, bool is_end);

  ports::LineSink on_line_;
  ports::OutputStream stream_;
  /// What came of a line whose end has not come.
  std::string line_;
  /// The last byte was a CR: an LF that follows belongs to it.
  bool is_after_cr_ = false;
  /// Pieces of the current line have been handed on already.
  bool is_continued_ = false;
};

}  // namespace ropewalk::platform
