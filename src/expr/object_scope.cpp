// Looks contexts up in an object.
#include "expr/object_scope.h"

#include <fmt/format.h>

namespace ropewalk::expr {

tl::expected<Value, std::string> call_hash_files(const FileHasher& hash_files, std::span<const Value> arguments) {
  std::vector<std::string> patterns;
  for (const Value& argument : arguments) {
    patterns.push_back(argument.to_text());
  }
  auto digest = hash_files(patterns);
  if (!digest) {
    return tl::unexpected(std::move(digest.error()));
  }
  return Value(*std::move(digest));
}

Value ObjectScope::named_value(std::string_view name) const {
  const Value* found = contexts_.find(name);
  return found == nullptr ? Value() : *found;
}

tl::expected<Value, std::string> ObjectScope::call(std::string_view name, std::span<const Value> /*arguments*/) const {
  if (auto answer = call_status_function(name, Status{})) {
    return *std::move(answer);
  }
  return tl::unexpected(fmt::format("The function '{}' works only in a job", name));
}

}  // namespace ropewalk::expr
