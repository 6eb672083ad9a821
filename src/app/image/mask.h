// Takes the values of build secrets out of what is shown and kept of a build.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::app {

class Mask {
 public:
  /// Hides a value and each of its lines; what is shorter than four bytes would hide half of every log.
  void add(std::string_view value);
  [[nodiscard]] std::string hide(std::string_view text) const;

 private:
  /// The longest first.
  std::vector<std::string> values_;
};

}  // namespace ropewalk::app
