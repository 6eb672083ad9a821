// Puts doubles into copies of the workflows' models. A doubled step keeps its id, name, condition, time limit and
// `continue-on-error`, so that everything around it goes as it would; a doubled job keeps its needs, condition, matrix
// and name, and runs on this machine whatever it asks for.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "app/doubles/doubles.h"
#include "app/doubles/stand_in.h"
#include "base/strings.h"
#include "plan/run_title.h"
#include "plan/written_form.h"

namespace ropewalk::app {
namespace {

/// `*` is any run of characters, `?` any one.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_of_workflow(const Double& one, const workflow::Workflow& workflow) {
  const std::string path = plan::workflow_path(workflow);
  const std::string_view file = std::string_view(path).substr(path.rfind('/') + 1);
  return one.workflow.empty() || matches(one.workflow, path) || matches(one.workflow, file) ||
         matches(one.workflow, file.substr(0, file.rfind('.')));
}

/// Carries the doubles through one workflow and what it calls, and notes which of them found a place.
class Doubling {
 public:
  explicit Doubling(const Doubles& doubles) : doubles_(doubles), is_used_(doubles.size()) {}

  std::shared_ptr<const workflow::Workflow> apply(const std::shared_ptr<const workflow::Workflow>& original) {
    root_ = original.get();
    return apply(original, "");
  }

  [[nodiscard]] const std::vector<bool>& is_used() const { return is_used_; }

 private:
  /// `caller` is what the jobs' keys begin with: "deploy / " in a called workflow.
  std::shared_ptr<const workflow::Workflow> apply(const std::shared_ptr<const workflow::Workflow>& original,
                                                  const std::string& caller) {
    auto copy = std::make_shared<workflow::Workflow>(*original);
    StandIns made(original->storage);
    bool is_changed = false;
    for (workflow::Job& job : copy->jobs) {
      const std::string key = caller + std::string(job.id);
      if (const Double* one = find_for_job(key)) {
        made.replace(job, *one);
        is_changed = true;
        continue;
      }
      if (job.called) {
        auto called = apply(job.called, key + " / ");
        is_changed |= called != job.called;
        job.called = std::move(called);
      }
      int number = 0;
      is_changed |= apply(job.steps, key, number, *copy->file, made);
    }
    if (!is_changed) {
      return original;
    }
    copy->storage = made.storage();
    return copy;
  }

  bool apply(std::vector<workflow::Step>& steps, const std::string& key, int& number, const SourceFile& file,
             StandIns& made) {
    bool is_changed = false;
    for (workflow::Step& step : steps) {
      ++number;
      if (const Double* one = find_for_step(key, step, number, file)) {
        made.replace(step, *one, file);
        is_changed = true;
      }
      is_changed |= apply(step.parallel, key, number, file, made);
    }
    return is_changed;
  }

  template <class Fits>
  const Double* find(const Fits& fits) {
    const Double* found = nullptr;
    for (std::size_t i = 0; i < doubles_.size(); ++i) {
      if (is_of_workflow(doubles_[i], *root_) && fits(doubles_[i])) {
        is_used_[i] = true;
        found = &doubles_[i];
      }
    }
    return found;
  }

  const Double* find_for_job(const std::string& key) {
    return find([&](const Double& one) { return one.is_of_job() && matches(one.job, key); });
  }

  const Double* find_for_step(const std::string& key, const workflow::Step& step, int number, const SourceFile& file) {
    const std::string name = step.name != nullptr ? plan::written_form(*step.name, file) : "";
    const std::string_view uses = step.uses != nullptr ? trim(step.uses->text) : std::string_view();
    return find([&](const Double& one) {
      if (one.is_of_job() || !(one.job.empty() || matches(one.job, key))) {
        return false;
      }
      if (!one.uses.empty()) {
        return !uses.empty() && (matches(one.uses, uses) || matches(one.uses, uses.substr(0, uses.find('@'))));
      }
      return (!step.has_generated_id && one.step == step.id) || (!name.empty() && matches(one.step, name)) ||
             one.step == std::to_string(number);
    });
  }

  const Doubles& doubles_;
  std::vector<bool> is_used_;
  const workflow::Workflow* root_ = nullptr;
};

std::string described(const Double& one) {
  const std::string where = one.job.empty() ? "" : fmt::format(" of job '{}'", one.job);
  return !one.uses.empty()   ? fmt::format("the action '{}'{}", one.uses, where)
         : !one.step.empty() ? fmt::format("the step '{}'{}", one.step, where)
                             : fmt::format("the job '{}'", one.job);
}

}  // namespace

Checked<Workflows> apply_doubles(const Workflows& workflows, const Doubles& doubles) {
  Doubling doubling(doubles);
  Workflows result;
  for (const auto& workflow : workflows) {
    result.push_back(doubling.apply(workflow));
  }
  Errors errors;
  for (std::size_t i = 0; i < doubles.size(); ++i) {
    if (!doubling.is_used()[i]) {
      errors.push_back({ErrorKind::kUsage,
                        fmt::format("a double stands for {}, which no workflow has", described(doubles[i])),
                        "`ropewalk plan` shows the jobs; steps go by id, name or number"});
    }
  }
  if (!errors.empty()) {
    return tl::unexpected<Errors>(std::move(errors));
  }
  return result;
}

}  // namespace ropewalk::app
