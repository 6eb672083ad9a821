#include "cli/commands/image/build_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/job_row.h"
#include "cli/console/palette.h"

namespace ropewalk::cli {
namespace {

using diag::Ink;
using std::chrono::milliseconds;

constexpr std::size_t kMostOutput = 200;
constexpr std::size_t kLongestName = 20;

/// `name` of `FROM x AS name`; empty without one.
std::string stage_name(std::string_view step) {
  const auto words = split(step, ' ');
  return words.size() >= 4 && to_lower(words[0]) == "from" && to_lower(words[words.size() - 2]) == "as"
             ? std::string(words.back())
             : "";
}

milliseconds since(BuildTime then, BuildTime now) {
  return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(now - then));
}

struct Row {
  std::string text;
  bool may_go = false;
};

/// Sign, name, what it does, time: cut before it gets its colour.
std::string stage_row(const StageProgress& stage, std::string_view last_line, std::size_t name_columns,
                      std::size_t columns, std::string_view indent, std::string_view busy, BuildTime now,
                      const Palette& palette) {
  const std::string time = duration_text(stage.is_done() ? stage.time : since(stage.begin, now));
  std::string what;
  if (stage.is_done()) {
    what = count_text(static_cast<std::uint64_t>(stage.done), "step");
    if (stage.cached > 0) {
      what += fmt::format(", {} cached", stage.cached);
    }
  } else {
    const int shown = std::max(stage.total - stage.hidden, stage.done + 1);
    what = fmt::format("{}/{}  {}", stage.done + 1, shown, stage.step.substr(0, stage.step.find('\n')));
    if (!last_line.empty()) {
      what += fmt::format("  \u2502 {}", last_line);
    }
  }
  const std::string front = fmt::format("{}  {}  ", indent, padded(shortened(stage.name, name_columns), name_columns));
  const std::size_t taken = text_width(front) + text_width(time) + 2;
  const std::size_t room = columns > taken ? columns - taken : 0;
  const std::string middle = padded(shortened(what, room), room);
  const std::string sign(stage.is_done() ? "✓" : busy);
  const std::string row =
      shortened(fmt::format("{}{} {}  {}  {}", indent, sign, padded(shortened(stage.name, name_columns), name_columns),
                            middle, time),
                columns);
  const std::size_t at = row.find(sign);
  if (at == std::string::npos) {
    return row;
  }
  std::string painted = row;
  painted.replace(at, sign.size(), palette.paint(stage.is_done() ? Ink::kGood : Ink::kBusy, sign));
  return painted;
}

/// Since when all stages of a platform have been done, and their layers are packed; nothing while one is under way, or
/// may just be about to begin.
std::optional<milliseconds> packing(const PlatformProgress& platform, BuildTime now) {
  BuildTime last;
  for (const StageProgress& stage : platform.stages) {
    if (!stage.is_done()) {
      return std::nullopt;
    }
    last = std::max(last, stage.begin + stage.time);
  }
  constexpr milliseconds kNextBegins{300};
  return platform.stages.empty() || now - last < kNextBegins ? std::nullopt : std::optional(since(last, now));
}

std::string packing_row(milliseconds time, std::size_t columns, std::string_view indent, std::string_view busy,
                        const Palette& palette) {
  const std::string text = shortened(fmt::format("{} packing its layers  {}", busy, duration_text(time)),
                                     columns > indent.size() ? columns - indent.size() : 1);
  return text.starts_with(busy)
             ? fmt::format("{}{}{}", indent, palette.paint(Ink::kBusy, busy), text.substr(busy.size()))
             : shortened(text, columns);
}

}  // namespace

bool is_hidden(const image::Step& step) {
  return step.text.starts_with("ENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-") ||
         step.text.starts_with("LABEL ropewalk.arguments=");
}

PlatformProgress& BuildProgress::of(const std::string& platform) {
  const auto found = std::find_if(platforms_.begin(), platforms_.end(),
                                  [&](const PlatformProgress& one) { return one.platform == platform; });
  if (found != platforms_.end()) {
    return *found;
  }
  // In order of their names, whichever began first.
  const auto place = std::find_if(platforms_.begin(), platforms_.end(),
                                  [&](const PlatformProgress& one) { return one.platform > platform; });
  return *platforms_.insert(place, {.platform = platform, .stages = {}, .output = {}});
}

void BuildProgress::started(const std::string& platform, const image::Step& step, BuildTime now) {
  PlatformProgress& progress = of(platform);
  progress.output.clear();
  auto stage = std::find_if(progress.stages.begin(), progress.stages.end(),
                            [&](const StageProgress& one) { return one.number == step.stage; });
  if (stage == progress.stages.end()) {
    const std::string name = stage_name(step.text);
    stage = progress.stages.insert(
        stage,
        {.number = step.stage, .name = name.empty() ? fmt::format("{}", step.stage) : name, .step = {}, .begin = now});
  }
  stage->total = step.total;
  stage->hidden += is_hidden(step) ? 1 : 0;
  stage->step = is_hidden(step) ? std::string() : step.text;
}

void BuildProgress::ended(const std::string& platform, const image::Step& step, BuildTime now) {
  PlatformProgress& progress = of(platform);
  for (StageProgress& stage : progress.stages) {
    if (stage.number == step.stage) {
      stage.step.clear();
      stage.done += is_hidden(step) ? 0 : 1;
      stage.cached += step.is_cached && !is_hidden(step) ? 1 : 0;
      stage.time = since(stage.begin, now);
    }
  }
}

void BuildProgress::printed(const std::string& platform, std::string_view line) {
  std::deque<std::string>& output = of(platform).output;
  output.emplace_back(line);
  if (output.size() > kMostOutput) {
    output.pop_front();
  }
}

std::vector<std::string> build_lines(const BuildProgress& progress, ports::TerminalSize size, BuildTime begin,
                                     BuildTime now, const diag::Palette& palette) {
  const auto columns = static_cast<std::size_t>(std::max(size.columns, 1));
  const bool has_several = progress.platforms().size() > 1;
  std::size_t name_columns = 1;
  for (const PlatformProgress& platform : progress.platforms()) {
    for (const StageProgress& stage : platform.stages) {
      name_columns = std::max(name_columns, std::min(text_width(stage.name), kLongestName));
    }
  }
  name_columns = std::min(name_columns, std::max<std::size_t>(columns / 4, 1));
  std::vector<Row> rows;
  for (const PlatformProgress& platform : progress.platforms()) {
    if (has_several) {
      rows.push_back({shortened(platform.platform, columns), false});
    }
    for (const StageProgress& stage : platform.stages) {
      const bool is_busy = !stage.is_done();
      const std::string_view last = is_busy && !platform.output.empty() ? std::string_view(platform.output.back()) : "";
      rows.push_back({stage_row(stage, last, name_columns, columns, has_several ? "  " : "", spinner(since(begin, now)),
                                now, palette),
                      !is_busy});
    }
    if (const auto packs = packing(platform, now)) {
      rows.push_back(
          {packing_row(*packs, columns, has_several ? "  " : "", spinner(since(begin, now)), palette), false});
    }
  }
  // A terminal keeps what is painted over in its history when it is full.
  const auto most = static_cast<std::size_t>(std::max(size.rows - 2, 1));
  for (std::size_t i = 0; rows.size() > most && i < rows.size();) {
    if (rows[i].may_go) {
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  rows.resize(std::min(rows.size(), most));
  std::vector<std::string> lines;
  std::transform(rows.begin(), rows.end(), std::back_inserter(lines), [](Row& row) { return std::move(row.text); });
  return lines;
}

}  // namespace ropewalk::cli
