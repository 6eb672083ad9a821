// Distinct types for the names that must not be mixed up: a job's id is not a step's id.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace ropewalk {

/// A string with a meaning. `Tag` only keeps the types apart.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
};

/// One run of workflows, unique on this machine.
using RunId = Id<struct RunTag>;
/// One leg of one job within a run: `test`, or `test (3.12)` with its matrix; unique within the run.
using JobId = Id<struct JobTag>;
/// One step within a job, as the `steps` context names it.
using StepId = Id<struct StepTag>;

}  // namespace ropewalk
