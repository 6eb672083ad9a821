#include "cli/commands/deploy/live_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/display.h"
#include "cli/console/job_row.h"
#include "cli/console/palette.h"

namespace ropewalk::cli {
namespace {

using deploy::EdgeServer;
using diag::Ink;
using std::chrono::milliseconds;

milliseconds since(deploy::Time then, deploy::Time now) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(now - then));
}

const LiveVersion* side(const LiveDeployment& moment, bool is_new) {
  const auto found = std::find_if(moment.versions.begin(), moment.versions.end(),
                                  [&](const LiveVersion& one) { return one.is_new == is_new; });
  return found == moment.versions.end() ? nullptr : &*found;
}

/// `12,345`.
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  constexpr std::size_t kGroup = 3;
  for (std::size_t at = text.size(); at > kGroup; at -= kGroup) {
    text.insert(at - kGroup, ",");
  }
  return text;
}

/// Cut before it is painted: colours take no columns.
std::string version_line(const LiveVersion& version, std::size_t columns, const diag::Palette& palette) {
  const std::string errors = fmt::format("{} error{}", grouped(version.errors), version.errors == 1 ? "" : "s");
  const std::string rate = version.rate >= 0.5 ? fmt::format("  {:.0f} a second", version.rate) : "";
  std::string text =
      shortened(fmt::format("    {:<4} {:<12} {:>3} %  {:>10} requests  {}{}", version.is_new ? "new" : "old",
                            version.name, version.share, grouped(version.requests), errors, rate),
                columns);
  if (const std::size_t at = text.find(errors); version.errors > 0 && at != std::string::npos) {
    text.replace(at, errors.size(), palette.paint(Ink::kBad, errors));
  }
  return text;
}

/// `share-10` without its number.
std::string_view stem(std::string_view step) { return step.substr(0, step.find_last_not_of("0123456789-") + 1); }

}  // namespace

std::vector<LiveVersion> live_versions(const std::vector<EdgeServer>& servers, const std::vector<EdgeServer>& before) {
  std::map<std::int64_t, LiveVersion, std::greater<>> versions;
  int all = 0;
  std::map<std::int64_t, int> weights;
  for (const EdgeServer& server : servers) {
    LiveVersion& version = versions[server.number()];
    version.number = server.number();
    const auto known =
        std::find_if(before.begin(), before.end(), [&](const EdgeServer& one) { return one.name == server.name; });
    version.requests += server.answered - (known == before.end() ? 0 : known->answered);
    version.errors += server.errors - (known == before.end() ? 0 : known->errors);
    version.current += server.current;
    const int weight = server.is_ready ? server.weight : 0;
    weights[server.number()] += weight;
    all += weight;
  }
  std::vector<LiveVersion> list;
  for (auto& [number, version] : versions) {
    constexpr int kWhole = 100;
    version.share = all == 0 ? 0 : (weights[number] * kWhole + all / 2) / all;
    list.push_back(std::move(version));
  }
  return list;
}

std::string waiting_sentence(const LiveDeployment& moment, const deploy::EnvironmentRules& rules,
                             const deploy::ServiceSpec& service) {
  if (!moment.waits_for.empty()) {
    return moment.waits_for;
  }
  const std::string_view step = stem(moment.step);
  const LiveVersion* const fresh = side(moment, true);
  const LiveVersion* const old = side(moment, false);
  if (step == "verify") {
    return "the registry to say who signed the image";
  }
  if (step == "fetch") {
    return "the version to be here";
  }
  if (step == "build") {
    return "its packages to be installed";
  }
  if (step == "edge") {
    return "the proxy to answer";
  }
  if (step == "migrate") {
    return "the migration to end";
  }
  if (step == "start") {
    return "its processes to start";
  }
  if (step == "health") {
    return fmt::format("{} good answers in a row from {}, for at most {}", rules.health_count, service.health_path,
                       duration_text(std::chrono::duration_cast<milliseconds>(rules.health_timeout)));
  }
  if (step == "smoke") {
    return "its smoke requests to be answered";
  }
  if (step == "watch") {
    return fmt::format("enough answers to judge it by; it has given {}",
                       grouped(fresh == nullptr ? 0 : fresh->requests));
  }
  if (step == "drain" || step == "retire" || step == "end-old") {
    return fmt::format("the old version to finish what it has: {} requests", old == nullptr ? 0 : old->current);
  }
  if (step == "bake" && moment.bake_end) {
    return fmt::format("the bake to end, in {}; {}",
                       duration_text(std::max(milliseconds(0), since(moment.now, *moment.bake_end))),
                       old == nullptr ? "the new version is watched" : "the old version stays ready");
  }
  if (step == "stop-old") {
    return "the old version to end";
  }
  if (step == "undo") {
    return "the old version to have all of the traffic again";
  }
  return {};
}

std::vector<std::string> live_lines(const LiveDeployment& moment, const deploy::EnvironmentRules& rules,
                                    const deploy::ServiceSpec& service, const diag::Palette& palette) {
  std::vector<std::string> lines;
  const std::string_view picture = spinner(since(moment.begin, moment.now));
  const auto columns = static_cast<std::size_t>(std::max(moment.size.columns, 20));
  constexpr std::size_t kMargin = 4;
  const auto put = [&](std::string_view sign, const std::string& text) {
    lines.push_back(fmt::format("  {} {}", palette.paint(Ink::kBusy, sign), shortened(text, columns - kMargin)));
  };
  if (!moment.step.empty()) {
    put(picture, fmt::format("{:<10} {}", moment.step, duration_text(since(moment.step_begin, moment.now))));
  }
  if (std::any_of(moment.versions.begin(), moment.versions.end(), [](const auto& one) { return one.requests > 0; })) {
    for (const LiveVersion& version : moment.versions) {
      lines.push_back(version_line(version, columns, palette));
    }
  }
  if (const std::string sentence = waiting_sentence(moment, rules, service); !sentence.empty()) {
    put(moment.step.empty() ? picture : "…", "waits for " + sentence);
  }
  return lines;
}

}  // namespace ropewalk::cli
