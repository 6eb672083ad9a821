// Being told of files that change.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <stop_token>

#include "base/result.h"

namespace ropewalk::ports {

class FileWatch {
 public:
  virtual ~FileWatch() = default;
  /// Looks at the files below `top` from now on, for `wait` to tell. Errors: those of the system.
  [[nodiscard]] virtual Result<void> begin(const std::filesystem::path& top,
                                           const std::function<bool(const std::filesystem::path&)>& skips) = 0;

  /// Waits until files below `top` are written, made, removed or renamed and then are left alone for a moment; their
  /// paths from `top`. Folders for which `skips` says yes are not looked into. What was saved since `begin`
  /// or the last call counts. Errors: kInterrupted, and those of the system (no more folders can be watched).
  [[nodiscard]] virtual Result<std::set<std::filesystem::path>> wait(
      const std::filesystem::path& top, const std::function<bool(const std::filesystem::path&)>& skips,
      std::stop_token stop) = 0;
};

}  // namespace ropewalk::ports
