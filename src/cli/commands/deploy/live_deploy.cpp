#include "cli/commands/deploy/live_deploy.h"

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "cli/commands/deploy/common.h"

namespace ropewalk::cli {
namespace {

using deploy::Event;
using deploy::EventKind;
using std::chrono::milliseconds;

constexpr milliseconds kFrame{100};
/// The proxy is asked with every third frame, and rates are of a second.
constexpr int kFramesACount = 3;
constexpr milliseconds kRateTime{1000};

}  // namespace

LiveDeploy::LiveDeploy(LiveSource source, deploy::Plan plan, Outside& outside)
    : source_(std::move(source)), plan_(std::move(plan)), outside_(outside), region_(outside.screen()) {
  moment_.begin = outside.clock().now();
  outside_.keyboard().hide();
  painter_ = std::jthread([this](const std::stop_token& stop) { paint_until(stop); });
}

LiveDeploy::~LiveDeploy() { end(); }

void LiveDeploy::print(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  above_ += text;
}

void LiveDeploy::receive(const Event& event) {
  const std::scoped_lock lock(mutex_);
  number_ = event.number;
  if (event.kind != EventKind::kWaiting) {
    moment_.waits_for.clear();
  }
  if (event.kind != EventKind::kStep) {
    return;
  }
  if (event.phase != Event::Phase::kBegins) {
    moment_.step.clear();
    return;
  }
  moment_.step = event.step;
  moment_.step_begin = event.time;
  if (event.step == "bake") {
    moment_.bake_end = event.time + std::chrono::duration_cast<milliseconds>(plan_.rules.bake);
  }
}

void LiveDeploy::waits_for(const std::string& what) {
  const std::scoped_lock lock(mutex_);
  moment_.waits_for = what;
}

void LiveDeploy::end() {
  if (!painter_.joinable()) {
    return;
  }
  painter_.request_stop();
  painter_.join();
  region_.clear();
  outside_.keyboard().show();
  outside_.screen().print(std::exchange(above_, {}));
}

void LiveDeploy::paint_until(const std::stop_token& stop) {
  std::condition_variable_any wake;
  for (int frame = 0; !stop.stop_requested(); ++frame) {
    if (frame % kFramesACount == 0) {
      read_counts();
    }
    std::unique_lock lock(mutex_);
    paint();
    wake.wait_for(lock, stop, kFrame, [] { return false; });
  }
}

void LiveDeploy::read_counts() {
  const std::int64_t number = [&] {
    const std::scoped_lock lock(mutex_);
    return number_;
  }();
  const auto counts = source_(number);
  if (!counts) {
    return;
  }
  // Hosts tell theirs one after the other: each is counted from when it was seen first, what is new from its start.
  for (const deploy::EdgeServer& server : counts->servers) {
    const bool is_known = std::any_of(before_.begin(), before_.end(),
                                      [&](const deploy::EdgeServer& one) { return one.name == server.name; });
    if (!is_known && server.number() != counts->release) {
      before_.push_back(server);
    }
  }
  std::vector<LiveVersion> versions = live_versions(counts->servers, before_);
  for (LiveVersion& version : versions) {
    const auto known = counts->names.find(version.number);
    version.name = known == counts->names.end() ? "" : known->second;
  }
  const deploy::Time now = outside_.clock().now();
  const std::scoped_lock lock(mutex_);
  const std::int64_t release = counts->release;
  const bool is_time = now - last_time_ >= kRateTime;
  for (LiveVersion& version : versions) {
    version.is_new = version.number == release || version.number == number_;
    const auto was =
        std::find_if(last_.begin(), last_.end(), [&](const auto& one) { return one.number == version.number; });
    if (was == last_.end()) {
      continue;
    }
    const double seconds = std::chrono::duration<double>(now - last_time_).count();
    version.rate = is_time ? static_cast<double>(version.requests - was->requests) / seconds : was->rate;
  }
  moment_.versions = versions;
  if (is_time) {
    last_ = std::move(versions);
    last_time_ = now;
  }
}

/// Expects the lock to be held.
void LiveDeploy::paint() {
  Screen screen = outside_.screen();
  moment_.size = screen.size();
  moment_.now = outside_.clock().now();
  if (outside_.signals().interrupted().stop_requested()) {
    region_.keep_cursor();
    outside_.keyboard().show();
  }
  region_.paint(live_lines(moment_, plan_.rules, plan_.service, screen.palette()), std::exchange(above_, {}));
}

LiveSource make_live_source(const std::filesystem::path& folder, const deploy::Plan& plan, Outside& outside) {
  auto opened = app::open_environment(folder, outside.deployments(), machine_of(outside), &plan);
  if (!opened) {
    return nullptr;
  }
  // A function is copied, and an environment is not.
  const auto environment = std::make_shared<app::OpenEnvironment>(std::move(*opened));
  return [environment](std::int64_t number) -> std::optional<app::VersionCounts> {
    auto counts = app::counts_of(*environment, number);
    return counts ? std::optional(std::move(*counts)) : std::nullopt;
  };
}

std::unique_ptr<LiveDeploy> make_live_deploy(LiveSource source, const deploy::Plan& plan, Outside& outside) {
  return source && outside.screen().can_draw() ? std::make_unique<LiveDeploy>(std::move(source), plan, outside)
                                               : nullptr;
}

}  // namespace ropewalk::cli
