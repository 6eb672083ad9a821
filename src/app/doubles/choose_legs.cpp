// Legs are compared by the texts that GitHub shows of their values.
#include "app/doubles/choose_legs.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// The value under a key as text; nothing when the leg's matrix lacks it or holds no plain value there.
std::optional<std::string> value_of(const plan::Leg& leg, const std::string& key) {
  if (leg.matrix.kind() != expr::Kind::kObject) {
    return std::nullopt;
  }
  const expr::Value* value = leg.matrix.object().find(key);
  if (value == nullptr || !value->is_primitive()) {
    return std::nullopt;
  }
  return value->to_text();
}

class Choice {
 public:
  explicit Choice(const NamedTexts& values) : values_(values), has_found_(values.size()) {}

  void apply(plan::PlannedWorkflow& workflow) {
    for (plan::PlannedJob& job : workflow.jobs) {
      if (job.refusal) {
        continue;
      }
      if (job.strategy) {
        std::erase_if(job.strategy->legs, [&](const plan::Leg& leg) { return !is_chosen(leg); });
        if (job.strategy->legs.empty()) {
          job.refusal = plan::Refusal{"none of its legs is chosen", {}};
        }
      } else if (job.job->strategy != nullptr && !job.failure) {
        unknown_.push_back(job.id);
      }
      if (job.called) {
        auto called = std::make_shared<plan::PlannedWorkflow>(*job.called);
        apply(*called);
        job.called = std::move(called);
      }
    }
  }

  [[nodiscard]] Result<void> verdict() const {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (has_found_[i]) {
        continue;
      }
      const auto& [key, value] = values_[i];
      if (!unknown_.empty()) {
        return fail(ErrorKind::kUsage,
                    fmt::format("--matrix {}={}: no matrix that is known before the run has it", key, value),
                    fmt::format("the legs of {} become known during the run", fmt::join(unknown_, ", ")));
      }
      std::vector<std::string> seen;
      for (const auto& [other, text] : seen_) {
        seen.push_back(fmt::format("{}={}", other, text));
      }
      return fail(
          ErrorKind::kUsage, fmt::format("--matrix {}={}: no job has such a leg", key, value),
          seen.empty() ? "no job that would run has a matrix" : fmt::format("there are {}", fmt::join(seen, ", ")));
    }
    return {};
  }

 private:
  bool is_chosen(const plan::Leg& leg) {
    if (leg.matrix.kind() == expr::Kind::kObject) {
      for (const auto& [key, value] : leg.matrix.object().members()) {
        if (auto text = value_of(leg, std::string(key))) {
          seen_.emplace(std::string(key), std::move(*text));
        }
      }
    }
    std::set<std::string, LessIgnoringCase> asked;
    std::set<std::string, LessIgnoringCase> met;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const auto& [key, value] = values_[i];
      const auto own = value_of(leg, key);
      if (!own) {
        continue;
      }
      asked.insert(key);
      if (*own == value) {
        met.insert(key);
        has_found_[i] = true;
      }
    }
    return asked.size() == met.size();
  }

  const NamedTexts& values_;
  std::vector<bool> has_found_;
  std::vector<std::string> unknown_;
  std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

Result<void> choose_legs(plan::Plan& plan, const NamedTexts& values) {
  if (values.empty()) {
    return {};
  }
  Choice choice(values);
  for (plan::PlannedRun& run : plan.runs) {
    if (!run.refusal) {
      choice.apply(run.root);
    }
  }
  return choice.verdict();
}

}  // namespace ropewalk::app
