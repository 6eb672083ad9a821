// The actions of one job, each resolved once.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>

#include "actions/resolve.h"
#include "base/strings.h"

namespace ropewalk::engine {

/// Resolves what `uses:` says. An action of another repository is asked for once and remembered, with its error if it
/// is not available: an error matters only when its step is reached. A folder of the workspace is read each time, as
/// steps may change it.
class ActionTable {
 public:
  /// `store` may be null. All outlive the table.
  ActionTable(const ports::Files& files, const std::filesystem::path& workspace, actions::ActionStore* store)
      : files_(files), workspace_(workspace), store_(store) {}

  [[nodiscard]] Result<actions::ResolvedAction> find(std::string_view uses, const std::stop_token& stop);

  /// Asks for the action of a step before the first step runs, and for all that stand in it; errors are kept.
  void prepare(std::string_view uses, const std::stop_token& stop) { prepare(uses, stop, 0); }

 private:
  void prepare(std::string_view uses, const std::stop_token& stop, int depth);

  const ports::Files& files_;
  const std::filesystem::path& workspace_;
  actions::ActionStore* store_;
  std::map<std::string, Result<actions::ResolvedAction>, std::less<>> known_;
};

}  // namespace ropewalk::engine
