// Finds uv on this machine, or has pip install it.
#pragma once

#include <filesystem>
#include <string>

#include "actions/step_host.h"
#include "base/result.h"

namespace ropewalk::actions::builtin {

struct UvProgram {
  /// The folder of `uv` and `uvx`.
  std::filesystem::path folder;
  /// `0.5.1`.
  std::string version;
  /// Where it comes from, for people.
  std::string origin;
};

/// `wish` is a version (`0.5.1`), a range (`0.5.x`, `>=0.4,<0.6`) or `latest`, which is the newest that is to be had:
/// the one on the user's PATH, one that an earlier job installed, or the index's. `lowest` takes the oldest of a range.
/// Errors: kNotFound when none fits and pip cannot get one.
[[nodiscard]] Result<UvProgram> find_uv(const std::string& wish, bool lowest, StepHost& host);

}  // namespace ropewalk::actions::builtin
