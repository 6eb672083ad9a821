// Showing a deployment while it happens.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/deploy/deploy.h"
#include "cli/commands/deploy/live_deploy.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Shows events as lines, or as JSON with `is_json`; on a terminal, once the environment is known, live.
class DeployPrinter {
 public:
  DeployPrinter(Outside& outside, bool is_json);
  ~DeployPrinter();

  /// From here on the versions' requests are shown as they flow, where lines can be painted over.
  void watch(const std::filesystem::path& folder, const deploy::Plan& plan);
  /// The same, from what somebody else counts. False where nothing is painted.
  bool watch(LiveSource source, const deploy::Plan& plan);
  /// One line for people, of what is no event.
  void note(const std::string& text);

  void event(const deploy::Event& event);
  void waits_for(const std::string& what);
  /// All of the traffic has to be the new version's within this time from where the deployment begins; pauses that its
  /// steps ask for do not count.
  void limit(deploy::Seconds budget, const deploy::EnvironmentRules& rules);
  /// Nothing is painted from here on.
  void settle();
  /// The end of it all; the exit code.
  [[nodiscard]] int end(const app::DeployResult& result, const std::string& url);
  [[nodiscard]] app::DeploySinks sinks();

 private:
  void keep_times(const deploy::Event& event);
  /// Why the time is over its budget; nothing when it is not, or nobody knows.
  [[nodiscard]] std::optional<std::string> excess() const;
  void print(const std::string& text);
  void line(std::string_view sign, diag::Ink ink, const std::string& text);
  void step(const deploy::Event& event);

  Outside& outside_;
  bool is_json_;
  deploy::Time step_begin_ = {};
  bool fails_ = false;
  /// Another version serves that it can go back to.
  bool has_old_ = false;
  /// What it waits for, as it was told last.
  std::string told_;
  std::optional<deploy::Seconds> budget_;
  deploy::Seconds pauses_{0};
  std::optional<deploy::Time> begin_;
  std::optional<deploy::Time> switched_;
  std::unique_ptr<LiveDeploy> live_;
};

/// 0 for success, 1 for what failed or was taken back, 3 for what is held, waits or was superseded, 130.
[[nodiscard]] int exit_code_of(const app::DeployResult& result);

}  // namespace ropewalk::cli
