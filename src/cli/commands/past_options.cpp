#include "cli/commands/past_options.h"

#include <fmt/format.h>

#include <chrono>

#include "app/place.h"
#include "cli/commands/planning_options.h"

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

std::string time_text(record::Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<minutes>(time - day));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count());
}

}  // namespace ropewalk::cli
