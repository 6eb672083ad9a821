// A scope that offers a fixed set of contexts says so in a table: one row each, looked up in one place.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "expr/expression.h"
#include "expr/status_functions.h"

namespace ropewalk::expr {

/// One context: its name, and how it is made of the scope, when an expression asks for it.
template <class Owner>
struct ContextRow {
  std::string_view name;
  Value (*make)(const Owner& owner);
};

/// A scope over the table `Owner::contexts()`, a span of rows. What the table does not have, and every function that
/// Owner does not answer itself, is asked of the scope around it; without one it is null, and unknown.
template <class Owner>
class ContextTable : public Scope {
 public:
  /// `around` must outlive the scope.
  explicit ContextTable(const Scope* around = nullptr) : around_(around) {}

  [[nodiscard]] Value named_value(std::string_view name) const final {
    const std::span<const ContextRow<Owner>> rows = Owner::contexts();
    const auto row =
        std::ranges::find_if(rows, [&](const auto& each) { return equals_ignoring_case(each.name, name); });
    if (row != rows.end()) {
      return row->make(static_cast<const Owner&>(*this));
    }
    return around_ == nullptr ? Value() : around_->named_value(name);
  }

  [[nodiscard]] tl::expected<Value, std::string> call(std::string_view name,
                                                      std::span<const Value> arguments) const override {
    if (around_ == nullptr) {
      return unknown_function(name);
    }
    return around_->call(name, arguments);
  }

 private:
  const Scope* around_;
};

}  // namespace ropewalk::expr
