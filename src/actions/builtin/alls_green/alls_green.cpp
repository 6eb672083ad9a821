// re-actors/alls-green: one job that is green when all that it needs are, for the protection of branches.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/registry.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::array kInputs{
    NativeInput{.name = "jobs", .default_value = "", .is_required = true},
    NativeInput{.name = "allowed-failures", .default_value = "[]"},
    NativeInput{.name = "allowed-skips", .default_value = "[]"},
};

/// Names of jobs: a JSON list, or separated by commas.
Result<std::vector<std::string>> names(std::string_view text) {
  std::vector<std::string> found;
  if (trim(text).starts_with('[') || trim(text).starts_with('"')) {
    const auto value = parse_json(trim(text), "the list of jobs");
    if (!value) {
      return fail(value.error());
    }
    if (value->is_string()) {
      return names(std::string_view(value->get_string()));
    }
    for (const json::value& item : value->get_array()) {
      if (item.is_string()) {
        found.emplace_back(item.get_string());
      }
    }
    return found;
  }
  for (const std::string_view part : split(text, ',')) {
    if (const std::string_view name = trim(part); !name.empty()) {
      found.emplace_back(name);
    }
  }
  return found;
}

bool has(const std::vector<std::string>& all, std::string_view name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

class AllsGreen final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "re-actors/alls-green"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const auto jobs = parse_json(inputs.text("jobs"), "jobs");
    if (!jobs || !jobs->is_object()) {
      return fail(ErrorKind::kInvalid, "the input 'jobs' is not a JSON object", "write `jobs: ${{ toJSON(needs) }}`");
    }
    const auto failures = names(inputs.text("allowed-failures"));
    const auto skips = names(inputs.text("allowed-skips"));
    if (!failures || !skips) {
      return fail(failures ? skips.error() : failures.error());
    }
    if (jobs->get_object().empty()) {
      return fail(ErrorKind::kInvalid, "no jobs are named",
                  "the job needs `needs:` with the jobs that have to be green");
    }
    std::vector<std::string> red;
    for (const auto& [name, job] : jobs->get_object()) {
      const std::string result(job.is_object() ? string_member(job.get_object(), "result") : std::string_view());
      const bool may_fail = has(*failures, name) && (result == "failure" || result == "cancelled");
      const bool may_skip = has(*skips, name) && result == "skipped";
      const bool is_green = result == "success" || may_fail || may_skip;
      const std::string_view allowance = may_fail ? " (allowed to fail)" : may_skip ? " (allowed to be skipped)" : "";
      host.log(Note::kText, fmt::format("{} {} → {}{}", is_green ? "✓" : "✗", std::string_view(name),
                                        result.empty() ? "no result" : result, allowance));
      if (!is_green) {
        red.emplace_back(name);
      }
    }
    host.set_output("success", red.empty() ? "true" : "false");
    host.set_output("failure", red.empty() ? "false" : "true");
    host.set_output("result", red.empty() ? "success" : "failure");
    if (!red.empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("not all jobs are green: {}", join(red, ", ")));
    }
    return {};
  }
};

}  // namespace

const NativeAction& alls_green_action() {
  static const AllsGreen action;
  return action;
}

}  // namespace ropewalk::actions::builtin
