#include "cli/configured_place.h"

#include <utility>

#include "app/read_config.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {

tl::expected<ConfiguredPlace, int> configured_place(const Arguments& arguments, Outside& outside) {
  auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return tl::unexpected(report(place.error(), outside));
  }
  auto settings = app::read_config(outside.files(), *place);
  if (!settings.errors.empty()) {
    static_cast<void>(report(settings.errors, outside));
    return tl::unexpected(kExitUsage);
  }
  return ConfiguredPlace{.place = std::move(*place), .config = std::move(settings.config)};
}

}  // namespace ropewalk::cli
