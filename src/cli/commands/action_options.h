// The options that say where actions of other repositories come from.
#pragma once

#include <memory>

#include "actions/store/fetched_actions.h"
#include "app/place.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/outside.h"

namespace ropewalk::cli {

inline constexpr std::string_view kActionGroup = "Actions of other repositories";

inline constexpr Option kActionOption = {.name = "--action",
                                         .letter = "",
                                         .value = "NAME=DIR|skip",
                                         .help =
                                             "Take the action owner/repo or owner/repo@ref from this folder, or "
                                             "leave its steps out",
                                         .repeats = true,
                                         .group = kActionGroup};
inline constexpr Option kOfflineOption = {.name = "--offline",
                                          .letter = "",
                                          .value = "",
                                          .help =
                                              "Use what was fetched before, and fetch nothing (or "
                                              "ROPEWALK_OFFLINE=1)",
                                          .group = kActionGroup};
inline constexpr Option kNoBuiltinOption = {.name = "--no-builtin",
                                            .letter = "",
                                            .value = "",
                                            .help = "Run the published actions where Ropewalk has its own",
                                            .group = kActionGroup};

/// What the options and the lock file say. Errors: kUsage; what the lock file has wrong.
[[nodiscard]] Result<actions::FetchSettings> fetch_settings(const Arguments& arguments, const app::Place& place,
                                                            Outside& outside);
/// The store that goes by them. Errors: kUsage; what the lock file has wrong.
[[nodiscard]] Result<std::unique_ptr<actions::FetchedActions>> action_store(const Arguments& arguments,
                                                                            const app::Place& place, Outside& outside);

}  // namespace ropewalk::cli
