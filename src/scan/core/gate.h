// Which findings fail a scan: a small language over what a finding says.
//
//   severity >= high and scanner != policy
//   fix and age > 14
//   kev or epss >= 0.1
//   new and severity >= medium
//   path matches 'src/**' and not rule == generic-secret
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// A condition; cheap to copy.
class Gate {
 public:
  /// Errors: kInvalid, with the place in the text in words.
  [[nodiscard]] static Result<Gate> read(std::string_view text);
  /// What holds when nobody says otherwise: every finding but those that only inform, and misconfigurations.
  [[nodiscard]] static Gate usual();

  /// True when a condition is about what is new since a base.
  [[nodiscard]] bool needs_base() const;
  /// True when a finding fails the scan.
  [[nodiscard]] bool stops(const Finding& finding) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

}  // namespace ropewalk::scan
