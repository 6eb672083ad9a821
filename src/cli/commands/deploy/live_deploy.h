// A deployment on a terminal: what is done stays above, and below it the step that is under way, both versions'
// requests as they flow and what it waits for are painted over and over.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "app/deploy/open_environment.h"
#include "cli/commands/deploy/live_lines.h"
#include "cli/console/live_region.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Paints on a thread of its own from its making to `end`. All functions may be called from any thread.
class LiveDeploy {
 public:
  /// `environment` is one that this view has for itself.
  LiveDeploy(app::OpenEnvironment environment, deploy::Plan plan, Outside& outside);
  ~LiveDeploy();
  LiveDeploy(const LiveDeploy&) = delete;
  LiveDeploy& operator=(const LiveDeploy&) = delete;

  /// Whole lines, which stay.
  void print(std::string_view text);
  void receive(const deploy::Event& event);
  void waits_for(const std::string& what);
  /// The terminal is as it was, with the lines that stay.
  void end();

 private:
  void paint_until(const std::stop_token& stop);
  void read_counts();
  void paint();

  app::OpenEnvironment environment_;
  deploy::Plan plan_;
  Outside& outside_;
  LiveRegion region_;
  std::mutex mutex_;
  std::string above_;
  LiveDeployment moment_;
  std::int64_t number_ = 0;
  /// What the proxy had counted when this began, and a moment ago.
  std::vector<deploy::EdgeServer> before_;
  bool has_before_ = false;
  std::vector<LiveVersion> last_;
  deploy::Time last_time_ = {};
  std::jthread painter_;
};

/// A view where lines can be painted over; null elsewhere, or when the environment cannot be opened twice.
[[nodiscard]] std::unique_ptr<LiveDeploy> make_live_deploy(const std::filesystem::path& folder,
                                                           const deploy::Plan& plan, Outside& outside);

}  // namespace ropewalk::cli
