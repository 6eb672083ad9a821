// The `steps` context of a job or of one composite action.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/value.h"
#include "record/event.h"

namespace ropewalk::engine {

/// Only steps with an id of the user's own are in it; generated ids start with `__`.
class StepsContext {
 public:
  void set_output(std::string_view step, std::string_view name, std::string_view value);
  void set_result(std::string_view step, record::Conclusion outcome, record::Conclusion conclusion);
  /// The outputs and the result of one step as another has them; nothing when it knows none.
  void take_over(const StepsContext& other, std::string_view step);
  /// Made at the first look after a change; steps that have not changed are shared with the value before.
  [[nodiscard]] expr::Value value() const;

 private:
  struct Entry {
    std::string id;
    expr::Object outputs;
    std::optional<std::pair<record::Conclusion, record::Conclusion>> result;
    mutable std::optional<expr::Value> value;
  };
  Entry& entry(std::string_view step);

  std::vector<Entry> entries_;
  mutable std::optional<expr::Value> value_;
};

}  // namespace ropewalk::engine
