#include "cli/commands/action_options.h"

#include <utility>

#include "app/folders.h"
#include "app/read_source.h"
#include "app/workflow_path.h"

namespace ropewalk::cli {
namespace {

/// Nothing where the repository has no lock file.
Result<std::optional<actions::ActionLock>> lock_of(const app::Place& place, Outside& outside) {
  const auto path = place.top / actions::kLockFile;
  if (outside.files().type_followed(path) != ports::FileType::kFile) {
    return std::nullopt;
  }
  const auto file = app::read_source(outside.files(), path, std::string(actions::kLockFile));
  if (!file) {
    return fail(file.error());
  }
  auto lock = actions::read_lock(*file);
  if (!lock) {
    return fail(std::move(lock.error()));
  }
  return std::move(*lock);
}

}  // namespace

Result<actions::FetchSettings> fetch_settings(const Arguments& arguments, const app::Place& place, Outside& outside) {
  actions::FetchSettings settings;
  auto pairs = arguments.pairs(kActionOption.name, "NAME=DIR or NAME=skip");
  if (!pairs) {
    return fail(std::move(pairs.error()));
  }
  for (const auto& [name, value] : *pairs) {
    auto choice = actions::read_action_choice(name, value, place.base);
    if (!choice) {
      return fail(std::move(choice.error()));
    }
    if (choice->folder && outside.files().type_followed(*choice->folder) != ports::FileType::kDirectory) {
      return fail(ErrorKind::kUsage, "--action " + name + "=" + value + ": there is no such folder");
    }
    settings.choices.push_back(std::move(*choice));
  }
  auto lock = lock_of(place, outside);
  if (!lock) {
    return fail(std::move(lock.error()));
  }
  settings.lock = std::move(*lock);
  const auto offline = outside.environment().variable("ROPEWALK_OFFLINE");
  settings.is_offline = arguments.has(kOfflineOption.name) || (offline && !offline->empty() && *offline != "0");
  settings.has_no_builtin = arguments.has(kNoBuiltinOption.name);
  settings.folder = app::folders(outside.environment()).cache / "actions";
  return settings;
}

Result<std::unique_ptr<actions::FetchedActions>> action_store(const Arguments& arguments, const app::Place& place,
                                                              Outside& outside) {
  auto settings = fetch_settings(arguments, place, outside);
  if (!settings) {
    return fail(std::move(settings.error()));
  }
  return std::make_unique<actions::FetchedActions>(std::move(*settings), outside.files(), outside.clock(),
                                                   outside.remote_repositories());
}

}  // namespace ropewalk::cli
