// A deployment on a terminal: what is done stays above, and below it the step that is under way, both versions'
// requests as they flow and what it waits for are painted over and over.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "app/hosts/host_counts.h"
#include "cli/commands/deploy/live_lines.h"
#include "cli/console/live_region.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// What the proxies have counted while deployment `number` goes on (0: not known yet); nothing when they do not say.
using LiveSource = std::function<std::optional<app::VersionCounts>(std::int64_t number)>;

/// Paints on a thread of its own from its making to `end`. All functions may be called from any thread.
class LiveDeploy {
 public:
  /// `source` is asked on the painter's thread.
  LiveDeploy(LiveSource source, deploy::Plan plan, Outside& outside);
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

  LiveSource source_;
  deploy::Plan plan_;
  Outside& outside_;
  LiveRegion region_;
  std::mutex mutex_;
  std::string above_;
  LiveDeployment moment_;
  std::int64_t number_ = 0;
  /// What the proxy had counted when this began, and a moment ago.
  std::vector<deploy::EdgeServer> before_;
  std::vector<LiveVersion> last_;
  deploy::Time last_time_ = {};
  std::jthread painter_;
};

/// The environment in this folder, opened once more; null when it cannot be.
[[nodiscard]] LiveSource make_live_source(const std::filesystem::path& folder, const deploy::Plan& plan,
                                          Outside& outside);
/// A view where lines can be painted over; null elsewhere, and without a source.
[[nodiscard]] std::unique_ptr<LiveDeploy> make_live_deploy(LiveSource source, const deploy::Plan& plan,
                                                           Outside& outside);

}  // namespace ropewalk::cli
