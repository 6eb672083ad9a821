// What the commands of deployments share: finding the service and its environment, and showing what happens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/deploy/deploy.h"
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

/// An environment that was deployed to. Errors: kUsage, with those that there are.
[[nodiscard]] app::Checked<app::OpenEnvironment> open_known(const std::string& name, const Arguments& arguments,
                                                            Outside& outside);

/// Shows events as lines, or as JSON with `is_json`.
class DeployPrinter {
 public:
  DeployPrinter(Outside& outside, bool is_json) : outside_(outside), is_json_(is_json) {}

  void event(const deploy::Event& event);
  void waits_for(const std::string& what);
  /// The end of it all; the exit code.
  [[nodiscard]] int end(const app::DeployResult& result, const std::string& url);
  [[nodiscard]] app::DeploySinks sinks();

 private:
  void line(std::string_view sign, diag::Ink ink, const std::string& text);
  void step(const deploy::Event& event);

  Outside& outside_;
  bool is_json_;
  deploy::Time step_begin_ = {};
  bool fails_ = false;
};

/// 0 for success, 1 for what failed or was taken back, 3 for what is held, waits or was superseded, 130.
[[nodiscard]] int exit_code_of(const app::DeployResult& result);

/// Where the environment is reached: its own `url`, or the edge's port.
[[nodiscard]] std::string url_of(const app::OpenEnvironment& environment);

/// The run that the command belongs to, as GitHub names it; empty by hand.
[[nodiscard]] std::string run_of(const ports::Environment& environment);

}  // namespace ropewalk::cli
