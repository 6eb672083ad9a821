// Whether an image is what its environment's policy asks, looked at before it is fetched.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "deploy/plan.h"

namespace ropewalk::deploy {

struct Verification {
  bool holds = false;
  /// One sentence for each clause that does not hold: "signature: no signature by a key of the policy".
  std::vector<std::string> failures = {};
  /// The name that it holds for.
  std::string reference = {};
};

class Verifier {
 public:
  virtual ~Verifier() = default;
  /// By `plan.rules.verify`. Errors: whatever kept it from looking; that is never a yes.
  [[nodiscard]] virtual Result<Verification> verify(const Plan& plan, std::stop_token stop) = 0;
};

}  // namespace ropewalk::deploy
