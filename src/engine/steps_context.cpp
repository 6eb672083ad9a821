#include "engine/steps_context.h"

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

bool is_generated(std::string_view id) { return id.empty() || id.substr(0, 2) == "__"; }

}  // namespace

StepsContext::Entry& StepsContext::entry(std::string_view step) {
  value_.reset();
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {  // mostly the last one
    if (equals_ignoring_case(at->id, step)) {
      at->value.reset();
      return *at;
    }
  }
  entries_.push_back({.id = std::string(step), .outputs = expr::Object(), .result = {}, .value = {}});
  return entries_.back();
}

void StepsContext::set_output(std::string_view step, std::string_view name, std::string_view value) {
  if (!is_generated(step)) {
    entry(step).outputs.set(std::string(name), value);
  }
}

void StepsContext::set_result(std::string_view step, record::Conclusion outcome, record::Conclusion conclusion) {
  if (!is_generated(step)) {
    entry(step).result = {outcome, conclusion};
  }
}

void StepsContext::take_over(const StepsContext& other, std::string_view step) {
  for (const Entry& known : other.entries_) {
    if (equals_ignoring_case(known.id, step)) {
      Entry& own = entry(step);
      own.outputs = known.outputs;
      own.result = known.result;
      return;
    }
  }
}

expr::Value StepsContext::value() const {
  if (value_) {
    return *value_;
  }
  expr::Object all;
  for (const Entry& entry : entries_) {
    if (!entry.value) {
      expr::Object step;
      step.set("outputs", entry.outputs);
      if (entry.result) {
        step.set("outcome", record::name(entry.result->first));
        step.set("conclusion", record::name(entry.result->second));
      }
      entry.value = step;
    }
    all.set(entry.id, *entry.value);
  }
  value_ = all;
  return *value_;
}

}  // namespace ropewalk::engine
