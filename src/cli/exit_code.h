// Exit codes, as every command gives them.
#pragma once

#include <vector>

#include "base/result.h"

namespace ropewalk::cli {

constexpr int kExitSuccess = 0;
constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kExitIncomplete = 3;
constexpr int kExitInterrupted = 130;

/// The code for one kind of error.
[[nodiscard]] int exit_code(ErrorKind kind);
/// The stronger of two codes: wrong usage, interrupted, failure, incomplete, success.
[[nodiscard]] int stronger(int a, int b);

}  // namespace ropewalk::cli
