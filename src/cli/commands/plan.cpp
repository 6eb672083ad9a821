// `ropewalk plan`: says what an event would run, and why the rest would not.
#include "plan/plan.h"

#include <array>

#include "app/remote_workflows.h"
#include "base/json.h"
#include "cli/commands/action_options.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/show_plan.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kJobOption,
    kMatrixOption,
    kDoublesOption,
    Option{.name = "--tree", .letter = "", .value = "", .help = "Show workflows, jobs and legs as a tree"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print the plan as JSON (schemas/plan.schema.json)"},
    kEventOption,
    kPayloadOption,
    kSetOption,
    kInputOption,
    kVariableOption,
    kActionOption,
    kOfflineOption,
    kNoBuiltinOption,
};

constexpr std::string_view kAbout = R"text(
Shows which workflows an event starts, their jobs and the legs of their matrices,
and names the filter or condition that keeps the others from running. Nothing is run.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk plan                                     what a push of this branch would start
  ropewalk plan --event pull_request --tree
  ropewalk plan --event pull_request --set github.event.pull_request.draft=true
  ropewalk plan ci --job test --json
)text";

int run(const Arguments& arguments, Outside& outside) {
  auto request = planning_request(arguments);
  if (!request) {
    return report(request.error(), outside);
  }
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto store = action_store(arguments, *place, outside);
  if (!store) {
    return report(store.error(), outside);
  }
  const auto plan = app::plan_workflows(outside.files(), *place, std::move(*request), store->get());
  if (!plan) {
    return report(plan.error(), outside);
  }
  const PlanForm form = arguments.has("--json")   ? PlanForm::kJson
                        : arguments.has("--tree") ? PlanForm::kTree
                                                  : PlanForm::kTable;
  return show_plan(*plan, form, *place, **store, outside);
}

}  // namespace

const Command& plan_command() {
  static constexpr Command kCommand{
      .name = "plan",
      .summary = "Show what an event would run, and why the rest would not",
      .about = kAbout,
      .examples = kExamples,
      .operands = kWorkflowOperands,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
