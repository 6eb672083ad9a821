// What the commands of deployments share: finding the service and its environment, and showing what happens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/deploy/make_plan.h"
#include "app/deploy/open_environment.h"
#include "app/place.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/outside.h"

namespace ropewalk::cli {

[[nodiscard]] deploy::Machine machine_of(Outside& outside);

/// A service, found without asking git.
struct FoundPlace {
  app::Place place;
  app::ServicePlace service;
};
[[nodiscard]] app::Checked<FoundPlace> find_service_here(const Arguments& arguments, Outside& outside);

/// An environment that was deployed to, named with letters in any case. Errors: kUsage, with those that there are.
[[nodiscard]] app::Checked<app::OpenEnvironment> open_known(const std::string& word, const Arguments& arguments,
                                                            Outside& outside);

/// Where the environment is reached: its own `url`, or the edge's port.
[[nodiscard]] std::string url_of(const app::OpenEnvironment& environment);

/// A reason that somebody gives, as it is kept: on one line, without the secrets of the environment in `folder`.
[[nodiscard]] Result<std::string> reason_text(std::string_view given, const std::filesystem::path& folder,
                                              Outside& outside);

/// The run that the command belongs to, as GitHub names it; empty by hand.
[[nodiscard]] std::string run_of(const ports::Environment& environment);

}  // namespace ropewalk::cli
