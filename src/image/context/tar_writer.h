// Writes tar archives (POSIX ustar with PAX headers for what ustar has no room for) that are the same whoever makes
// them: no times but the given one, no owners but root, modes 644 and 755.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ropewalk::image {

class TarWriter {
 public:
  explicit TarWriter(std::int64_t time) : time_(time) {}

  void file(std::string_view path, std::string_view bytes, bool is_executable);
  void folder(std::string_view path);
  void symlink(std::string_view path, std::string_view target);
  /// The whole archive; nothing may be added any more.
  [[nodiscard]] std::string finish();

 private:
  void header(std::string_view path, char kind, unsigned mode, std::uint64_t size, std::string_view target);
  void raw_header(std::string_view path, char kind, unsigned mode, std::uint64_t size, std::string_view target);
  void content(std::string_view bytes);

  std::int64_t time_;
  std::string bytes_;
};

}  // namespace ropewalk::image
