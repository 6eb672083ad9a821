// Environment variables in the order of their first setting: the `env` context and what a process gets from it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/value.h"

namespace ropewalk::engine {

/// Names are told apart exactly, as Linux does. A job has a few dozen of them, so a look at each is quickest.
class EnvironmentMap {
 public:
  /// Setting a name again keeps its place.
  void set(std::string_view name, std::string value);
  /// Null when it is not set.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }
  /// The `env` context.
  [[nodiscard]] expr::Value context() const;

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

}  // namespace ropewalk::engine
