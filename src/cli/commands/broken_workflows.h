// What is wrong with workflows that cannot run, and with jobs that are known to fail.
#pragma once

#include "app/place.h"
#include "cli/outside.h"
#include "plan/plan.h"

namespace ropewalk::cli {

/// Writes every error of the workflows that could not be read or planned. Where others run, it says what is left out
/// and how to run one alone. Gives the exit code that they ask for: success when there are none.
int report_broken(const plan::Plan& plan, Outside& outside);

/// One line for each of them, for the end of a run whose output has hidden the errors from view.
void recall_broken(const plan::Plan& plan, Outside& outside);

/// One line where workflows that run have warnings, which `ropewalk parse` shows.
void mention_warnings(const plan::Plan& plan, const app::Place& place, Outside& outside);

/// Writes what is known to fail jobs before they start, called workflows' jobs among them.
int report_failures(const plan::Plan& plan, Outside& outside);

}  // namespace ropewalk::cli
