// The real FileWatch port: inotify.
#pragma once

#include <map>

#include "platform/descriptor.h"
#include "ports/file_watch.h"

namespace ropewalk::platform {

class RealFileWatch final : public ports::FileWatch {
 public:
  [[nodiscard]] Result<void> begin(const std::filesystem::path& top,
                                   const std::function<bool(const std::filesystem::path&)>& skips) override;
  [[nodiscard]] Result<std::set<std::filesystem::path>> wait(
      const std::filesystem::path& top, const std::function<bool(const std::filesystem::path&)>& skips,
      std::stop_token stop) override;

 private:
  using Skips = std::function<bool(const std::filesystem::path&)>;
  [[nodiscard]] Result<void> add(const std::filesystem::path& top, const std::filesystem::path& folder,
                                 const Skips& skips);
  void read_changes(const std::filesystem::path& top, const Skips& skips, std::set<std::filesystem::path>& changed);

  Descriptor inotify_;
  /// Folders by their watch, from the top.
  std::map<int, std::filesystem::path> folders_;
};

}  // namespace ropewalk::platform
