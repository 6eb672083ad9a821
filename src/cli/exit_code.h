// Exit codes, as every command gives them.
#pragma once

#include "base/result.h"

namespace ropewalk::cli {

constexpr int kExitSuccess = 0;
constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kExitIncomplete = 3;
constexpr int kExitInterrupted = 130;

/// The code for an error: what the command line names and is not there is wrong usage; what a file names and is not
/// there (the error has a place) is the file's failure.
[[nodiscard]] int exit_code(const Error& error);
/// The stronger of two codes: wrong usage, interrupted, failure, incomplete, success.
[[nodiscard]] int stronger(int a, int b);

}  // namespace ropewalk::cli
