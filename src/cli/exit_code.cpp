#include "cli/exit_code.h"

#include <algorithm>
#include <array>

namespace ropewalk::cli {

int exit_code(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kUsage: return kExitUsage;
    case ErrorKind::kInterrupted: return kExitInterrupted;
    case ErrorKind::kIncomplete: return kExitIncomplete;
    case ErrorKind::kNotFound: return error.place.has_place() ? kExitFailure : kExitUsage;
    case ErrorKind::kInvalid:
    case ErrorKind::kInternal: return kExitFailure;
  }
  return kExitFailure;
}

int stronger(int a, int b) {
  constexpr std::array kStrongestFirst = {kExitUsage, kExitInterrupted, kExitFailure, kExitIncomplete, kExitSuccess};
  const auto* const place_of_a = std::find(kStrongestFirst.begin(), kStrongestFirst.end(), a);
  const auto* const place_of_b = std::find(kStrongestFirst.begin(), kStrongestFirst.end(), b);
  return place_of_b < place_of_a ? b : a;
}

}  // namespace ropewalk::cli
