// What a run says about steps that ask for root's rights.
#pragma once

#include "cli/outside.h"
#include "plan/plan.h"

namespace ropewalk::cli {

/// Warns of steps that call a sudo which asks for a password: steps have no terminal, so it fails there.
void mention_sudo(const plan::Plan& plan, Outside& outside);

}  // namespace ropewalk::cli
