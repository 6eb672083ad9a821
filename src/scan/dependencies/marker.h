// Environment markers: `python_version < "3.10" and sys_platform == "linux"` (PEP 508).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::scan {

/// The variables of a target, by name. `extra` may be missing: then a marker that asks for it holds for any.
using MarkerVariables = std::map<std::string, std::string, std::less<>>;

/// A marker that is well formed. Cheap to copy.
class Marker {
 public:
  /// Errors: kInvalid with what is wrong.
  [[nodiscard]] static Result<Marker> parse(std::string_view text);

  /// Whether it holds. A variable that the target does not state makes its comparison hold: what may be installed is
  /// looked at.
  [[nodiscard]] bool holds(const MarkerVariables& variables) const;
  /// In the form that `packaging` writes.
  [[nodiscard]] std::string text() const;

  struct Node;

 private:
  explicit Marker(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  /// Shared because it is immutable.
  std::shared_ptr<const Node> root_;
};

}  // namespace ropewalk::scan
