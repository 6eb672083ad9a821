#include "cli/commands/past_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "app/attempts/attempt.h"
#include "app/folders.h"
#include "app/place.h"
#include "app/running_runs.h"
#include "base/strings.h"
#include "cli/commands/planning_options.h"
#include "cli/console/palette.h"
#include "cli/messages.h"

namespace ropewalk::cli {

Result<std::string> directory_of_runs(const Arguments& arguments, Outside& outside) {
  auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return fail(std::move(place.error()));
  }
  return place->top.string();
}

Result<app::PastRun> named_run(const Arguments& arguments, Outside& outside) {
  auto directory = directory_of_runs(arguments, outside);
  if (!directory) {
    return fail(std::move(directory.error()));
  }
  auto store = outside.runs();
  if (!store) {
    return fail(std::move(store.error()));
  }
  const std::string prefix = arguments.operands().empty() ? "" : arguments.operands().front();
  return app::read_past_run(**store, prefix, *directory);
}

std::string other_failed_run(const report::RunState& run, Outside& outside) {
  constexpr int kLook = 50;
  const auto store = outside.runs();
  const auto runs = store ? (*store)->runs(run.start.directory, kLook)
                          : Result<std::vector<record::RunSummary>>(tl::unexpected(store.error()));
  for (const record::RunSummary& one : runs ? *runs : std::vector<record::RunSummary>()) {
    const bool has_failed = one.finish && one.finish->conclusion == record::Conclusion::kFailure;
    if (has_failed && app::run_of_attempt(one.run.text()) != app::run_of_attempt(run.id.text())) {
      return one.run.text();
    }
  }
  return {};
}

void warn_of_unreadable(const RunId& run, std::uint64_t count, Outside& outside) {
  if (count > 0) {
    warn(fmt::format("{} of run {} cannot be read", count_text(count, "event"), run.text()),
         "they are damaged, or a newer Ropewalk wrote them", {}, outside);
  }
}

bool is_of_workflow(const record::RunStarted& run, std::string_view word) {
  const std::filesystem::path path(run.workflow_path);
  return equals_ignoring_case(run.workflow_name, word) || equals_ignoring_case(path.string(), word) ||
         equals_ignoring_case(path.filename().string(), word) || equals_ignoring_case(path.stem().string(), word);
}

std::set<RunId> running_runs(bool all_have_ended, Outside& outside) {
  return all_have_ended ? std::set<RunId>() : app::running_runs(app::folders(outside.environment()), outside.files());
}

std::string_view state_of(const record::RunSummary& run, const std::set<RunId>& running) {
  if (!run.finish) {
    return running.contains(run.run) ? "running" : "unfinished";
  }
  if (run.finish->is_interrupted) {
    return "interrupted";
  }
  const bool is_incomplete = run.finish->is_incomplete && run.finish->conclusion != record::Conclusion::kCancelled;
  return is_incomplete ? "incomplete" : record::name(run.finish->conclusion);
}

}  // namespace ropewalk::cli
