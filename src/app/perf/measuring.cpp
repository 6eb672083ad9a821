#include "app/perf/measuring.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ropewalk::app {
namespace {

using Seconds = std::chrono::duration<double>;

/// A short command is measured several times in a round, of which the best counts: about this long, so often at most.
constexpr double kSecondsOfRound = 0.25;
constexpr int kMostRepeats = 7;

/// A count is looked at this often: it differs by what is no part of the benchmark.
constexpr int kCounts = 2;
/// What differs between counts is this much of what may be called a change.
constexpr double kSpreads = 5;
/// Counts that differ by more than this say nothing.
constexpr double kMostSpread = 0.02;

/// A machine may be so many times slower than the budget was made for.
constexpr double kBudgetsOfLimit = 5;
/// What a limit is to be longer than what measuring would have taken.
constexpr double kReserve = 1.2;

perf::Judgement judge_counts(const std::string& name, const std::array<double, kCounts>& base,
                             const std::array<double, kCounts>& head, double margin) {
  const auto [least_base, most_base] = std::minmax_element(base.begin(), base.end());
  const auto [least_head, most_head] = std::minmax_element(head.begin(), head.end());
  const double spread = std::max(*most_base / *least_base, *most_head / *least_head) - 1;
  const double limit = std::max(margin, kSpreads * spread);
  perf::Judgement judgement{.name = name};
  judgement.shift = *least_head / *least_base - 1;
  judgement.low = judgement.shift - spread;
  judgement.high = judgement.shift + spread;
  judgement.pairs = kCounts;
  judgement.base = *least_base;
  judgement.head = *least_head;
  judgement.p = judgement.shift > limit ? 0 : 1;
  judgement.verdict = spread > kMostSpread       ? perf::Verdict::kInconclusive
                      : judgement.shift > limit  ? perf::Verdict::kSlower
                      : judgement.shift < -limit ? perf::Verdict::kFaster
                                                 : perf::Verdict::kSame;
  if (spread > kMostSpread) {
    judgement.why = fmt::format("the count differs by {:.1f} % from run to run", 100 * spread);
  }
  return judgement;
}

const perf::Measured* find(const perf::Measurements& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const perf::Measured& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// What a benchmark of a command is called among those of all commands.
std::string full_name(const MeasuredCommand& command, const std::string& benchmark, bool has_prefixes) {
  return command.has_output && has_prefixes ? command.name + ": " + benchmark : benchmark;
}

/// Whether the benchmark of this name can be one of the command's.
bool measures(const MeasuredCommand& command, const std::string& benchmark, bool has_prefixes) {
  return command.has_output ? !has_prefixes || benchmark.starts_with(command.name + ": ") : command.name == benchmark;
}

}  // namespace

Measuring::Measuring(const CompareRequest& request, const Versions& versions, const ComparePorts& ports,
                     const CompareProgress& progress, std::stop_token stop)
    : request_(request),
      versions_(versions),
      ports_(ports),
      progress_(progress),
      stop_(std::move(stop)),
      has_prefixes_(request.commands.size() > 1) {
  for (const std::string& text : request.commands) {
    MeasuredCommand command = read_command(text);
    command.measure = request.measure;
    if (request.only.empty() || measures(command, request.only, has_prefixes_)) {
      commands_.push_back(std::move(command));
    }
  }
}

Result<std::vector<perf::Judgement>> Measuring::by_time() {
  if (auto warm = warm_up(); !warm) {
    return fail(std::move(warm.error()));
  }
  const auto start = ports_.clock.monotonic();
  const auto commands = static_cast<double>(commands_.size());
  const Seconds budget = request_.budget * commands;
  const Seconds limit =
      std::max(budget, request_.limit > Seconds(0) ? request_.limit * commands : budget * kBudgetsOfLimit);
  const std::vector<std::size_t> looks = perf::looks(request_.options);
  for (std::size_t round = 1;; ++round) {
    if (auto measured = measure_round(round); !measured) {
      return fail(std::move(measured.error()));
    }
    const Seconds taken = ports_.clock.monotonic() - start;
    const bool is_enough = round >= request_.options.least_pairs && taken > budget;
    const bool is_last = round >= request_.options.most_pairs || is_enough || taken > limit;
    if (is_last || std::find(looks.begin(), looks.end(), round) != looks.end()) {
      std::vector<perf::Judgement> judgements = perf::judge(series(), request_.options, is_last);
      const bool is_open = std::any_of(judgements.begin(), judgements.end(),
                                       [](const perf::Judgement& judgement) { return judgement.is_open; });
      if (is_last && round < request_.options.least_pairs) {
        say_what_is_enough(judgements, taken / static_cast<double>(round) / commands);
      }
      if (is_last || !is_open) {
        return judgements;
      }
    }
  }
}

void Measuring::say_what_is_enough(std::vector<perf::Judgement>& judgements, Seconds round) const {
  const double enough = kReserve * round.count() * static_cast<double>(request_.options.least_pairs);
  for (perf::Judgement& one : judgements) {
    one.why += fmt::format("; a round takes {:.1f} s here, so --limit {:.0f}s is enough", round.count(),
                           std::max(1.0, std::ceil(enough)));
  }
}

Result<std::vector<perf::Judgement>> Measuring::by_instructions(double margin) {
  std::vector<perf::Judgement> judgements;
  for (const MeasuredCommand& command : commands_) {
    std::array<double, kCounts> base{};
    std::array<double, kCounts> head{};
    for (std::size_t i = 0; i < kCounts; ++i) {
      auto of_base = count_instructions(command, versions_.base, ports_, stop_);
      auto of_head = of_base ? count_instructions(command, versions_.head, ports_, stop_) : of_base;
      if (!of_head) {
        return fail(std::move(of_head.error()));
      }
      base[i] = *of_base;
      head[i] = *of_head;
      progress_(command.name, i + 1, kCounts);
    }
    judgements.push_back(judge_counts(command.name, base, head, margin));
  }
  return judgements;
}

Result<void> Measuring::warm_up() {
  for (MeasuredCommand& command : commands_) {
    for (const std::filesystem::path& folder : {versions_.base, versions_.head, versions_.again}) {
      const auto start = ports_.clock.monotonic();
      if (auto measured = measure_time(command, folder, ports_, stop_); !measured) {
        return fail(std::move(measured.error()));
      }
      const Seconds time = ports_.clock.monotonic() - start;
      command.repeats = std::clamp(static_cast<int>(kSecondsOfRound / std::max(time.count(), 1e-3)), 1, kMostRepeats);
    }
    command.repeats = command.has_output ? 1 : command.repeats;
  }
  return {};
}

Result<void> Measuring::measure_round(std::size_t round) {
  for (const MeasuredCommand& command : commands_) {
    if (auto measured = measure_command(command); !measured) {
      return measured;
    }
    progress_(command.name, round, request_.options.most_pairs);
  }
  return {};
}

Result<void> Measuring::measure_command(const MeasuredCommand& command) {
  std::array<int, 3> order = {0, 1, 2};
  const std::string dice = ports_.random.bytes(2);
  std::swap(order[0], order[static_cast<unsigned char>(dice[0]) % 3U]);
  std::swap(order[1], order[1 + static_cast<unsigned char>(dice[1]) % 2U]);
  std::array<perf::Measurements, 3> results;
  const std::array folders = {&versions_.base, &versions_.head, &versions_.again};
  for (const int which : order) {
    const auto at = static_cast<std::size_t>(which);
    auto measured = measure_time(command, *folders[at], ports_, stop_);
    if (!measured) {
      return fail(std::move(measured.error()));
    }
    results[at] = std::move(*measured);
  }
  for (const perf::Measured& base : results[0]) {
    const perf::Measured* head = find(results[1], base.name);
    const perf::Measured* again = find(results[2], base.name);
    const std::string name = full_name(command, base.name, has_prefixes_);
    if (head == nullptr || again == nullptr || (!request_.only.empty() && name != request_.only)) {
      continue;  // new in head, or gone, or not asked for
    }
    if (!series_.contains(name)) {
      order_.push_back(name);
    }
    perf::Series& series = series_[name];
    series.name = name;
    series.base.push_back(base.value);
    series.head.push_back(head->value);
    series.again.push_back(again->value);
  }
  if (series_.empty()) {
    return fail(ErrorKind::kInvalid,
                request_.only.empty()
                    ? fmt::format("'{}' has no benchmark above zero that both versions have", command.text)
                    : fmt::format("'{}' has no benchmark '{}' that both versions have", command.text, request_.only));
  }
  return {};
}

std::vector<perf::Series> Measuring::series() const {
  std::vector<perf::Series> all;
  for (const std::string& name : order_) {
    all.push_back(series_.at(name));
  }
  return all;
}

}  // namespace ropewalk::app
