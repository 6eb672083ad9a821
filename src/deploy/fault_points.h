// Where a deployment can be told to be killed, so that anybody can see what becomes of it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"

namespace ropewalk::deploy {

/// The steps of all strategies and of going back, each as it stands when the journal has it, and with `:acted` when it
/// was done and the journal does not say so yet.
[[nodiscard]] std::vector<std::string> fault_points();

/// Whether the variable of journal.h, where it is set, names one of them; the number of a step may be any.
/// Errors: kUsage.
[[nodiscard]] Result<void> check_fault(const ports::Environment& environment);

}  // namespace ropewalk::deploy
