// A line that is too long to be held whole, shown piece by piece with its secrets hidden.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/mask/shared_masker.h"

namespace ropewalk::engine {

/// Memory for one piece and the longest secret. `secrets` outlives it.
class LongLine {
 public:
  using Show = std::function<void(std::string_view piece)>;

  LongLine(const SharedMasker& secrets, Show show) : secrets_(secrets), show_(std::move(show)) {}

  void add(std::string_view part);
  void end();

 private:
  void show_until(bool is_end);

  const SharedMasker& secrets_;
  Show show_;
  /// What has come and is not shown.
  std::string held_;
  /// So many bytes of it are hidden, and that has been shown.
  std::size_t hidden_ = 0;
};

}  // namespace ropewalk::engine
