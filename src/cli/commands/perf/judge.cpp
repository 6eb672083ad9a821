// `ropewalk perf judge`: judges pairs that something else has measured.
#include <fmt/format.h>

#include <array>

#include "app/read_config.h"
#include "base/json.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::uint64_t kMostBytes = 256ULL << 20U;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--margin", .letter = "", .value = "PERCENT", .help = "What a slow-down must be above (default: 2)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each block (schemas/perf-compare.schema.json)"}};

std::vector<double> numbers(const json::object& object, std::string_view key) {
  std::vector<double> values;
  const json::value* list = object.if_contains(key);
  if (list != nullptr && list->is_array()) {
    for (const json::value& value : list->get_array()) {
      if (value.is_number()) {
        values.push_back(value.to_number<double>());
      }
    }
  }
  return values;
}

Result<std::vector<perf::Series>> read_block(const json::value& value) {
  const json::object* object = value.if_object();
  const json::value* list = object != nullptr ? object->if_contains("benchmarks") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return fail(ErrorKind::kUsage, "a block is an object with 'benchmarks': a list of name, base, head and again");
  }
  std::vector<perf::Series> block;
  for (const json::value& item : list->get_array()) {
    if (item.is_object()) {
      const json::object& one = item.get_object();
      block.push_back(
          {std::string(string_member(one, "name")), numbers(one, "base"), numbers(one, "head"), numbers(one, "again")});
    }
  }
  return block;
}

/// As a measuring goes: looked at after as many pairs as compare would have, and ended where it would have ended.
std::vector<perf::Judgement> judge_in_looks(const std::vector<perf::Series>& block, const perf::JudgeOptions& options) {
  std::size_t measured = options.most_pairs;
  for (const perf::Series& series : block) {
    measured = std::min({measured, series.base.size(), series.head.size()});
  }
  for (const std::size_t look : perf::looks(options)) {
    const std::size_t pairs = std::min(look, measured);
    std::vector<perf::Series> so_far = block;
    for (perf::Series& series : so_far) {
      for (std::vector<double>* values : {&series.base, &series.head, &series.again}) {
        values->resize(std::min(values->size(), pairs));
      }
    }
    const bool is_last = look >= measured;
    std::vector<perf::Judgement> judgements = perf::judge(so_far, options, is_last);
    const bool is_open = std::any_of(judgements.begin(), judgements.end(),
                                     [](const perf::Judgement& judgement) { return judgement.is_open; });
    if (is_last || !is_open) {
      return judgements;
    }
  }
  return {};
}

int run(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  perf::JudgeOptions options;
  if (const auto text = arguments.value("--margin")) {
    const auto margin = app::read_percent(*text);
    if (!margin) {
      return report(Error{ErrorKind::kUsage, fmt::format("--margin takes a number from 0 to 100, not '{}'", *text)},
                    outside);
    }
    options.margin = *margin / 100;
  }
  const std::string name = arguments.operands().front();
  const auto text = outside.files().read_regular(place->base / name, kMostBytes, ports::Links::kFollow);
  const auto value = text ? parse_json(*text, name) : fail(text.error());
  if (!value) {
    return report(value.error(), outside);
  }
  const json::array one = {*value};
  int code = kExitSuccess;
  std::string out;
  for (const json::value& item : value->is_array() ? value->get_array() : one) {
    const auto block = read_block(item);
    if (!block) {
      return report(block.error(), outside);
    }
    const std::vector<perf::Judgement> judgements = judge_in_looks(*block, options);
    code = stronger(code, judgements_code(judgements));
    out +=
        arguments.has("--json")
            ? to_json_text(json::object{
                  {"margin", options.margin}, {"alpha", options.alpha}, {"benchmarks", judgements_json(judgements)}}) +
                  "\n"
            : judgement_lines(judgements);
  }
  outside.screen().print(out);
  return code;
}

}  // namespace

const Command& perf_judge_command() {
  static constexpr Command kCommand{
      .name = "perf judge",
      .summary = "Judge pairs that something else has measured",
      .about = R"text(
Reads a JSON file of {"benchmarks": [{"name", "base": […], "head": […], "again": […]}]}, or
a list of these, with one number a round, and judges it as `perf compare` judges what it
measures: after 10, 20 and 40 rounds, and no further than it would have measured.
)text",
      .examples = R"text(
ropewalk perf judge pairs.json --json
)text",
      .operands = {.value = "FILE", .help = "The pairs", .at_least = 1, .at_most = 1, .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
