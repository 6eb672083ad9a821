// A scope whose contexts are the members of one object, in a job in which nothing has failed so far.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "expr/expression.h"
#include "expr/status_functions.h"

namespace ropewalk::expr {

/// Carries out hashFiles; an error is its message.
using FileHasher = std::function<tl::expected<std::string, std::string>(const std::vector<std::string>& patterns)>;

/// A call of hashFiles with evaluated arguments.
[[nodiscard]] tl::expected<Value, std::string> call_hash_files(const FileHasher& hash_files,
                                                               std::span<const Value> arguments);

/// Status functions answer as where nothing has failed.
class ObjectScope : public Scope {
 public:
  /// `contexts` must outlive the scope.
  explicit ObjectScope(const Object& contexts) : contexts_(contexts) {}

  [[nodiscard]] Value named_value(std::string_view name) const override;
  [[nodiscard]] tl::expected<Value, std::string> call(std::string_view name,
                                                      std::span<const Value> arguments) const override;

 private:
  const Object& contexts_;
};

}  // namespace ropewalk::expr
