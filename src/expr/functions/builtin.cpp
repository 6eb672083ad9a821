// The table of the language's own functions.
#include "expr/functions/builtin.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"

namespace ropewalk::expr {
namespace {

constexpr int kManyArguments = 255;

constexpr Builtin kBuiltins[] = {
    {{"case", 3, kManyArguments}, true, evaluate_case},  {{"contains", 2, 2}, false, evaluate_contains},
    {{"endsWith", 2, 2}, false, evaluate_ends_with},     {{"format", 1, kManyArguments}, false, evaluate_format},
    {{"fromJSON", 1, 1}, false, evaluate_from_json},     {{"join", 1, 2}, false, evaluate_join},
    {{"startsWith", 2, 2}, false, evaluate_starts_with}, {{"toJSON", 1, 1}, false, evaluate_to_json},
};

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto* found = std::find_if(std::begin(kBuiltins), std::end(kBuiltins), [&](const Builtin& builtin) {
    return builtin.signature.name.size() == name.size() && equals_ignoring_case(builtin.signature.name, name);
  });
  return found == std::end(kBuiltins) ? nullptr : found;
}

std::vector<std::string_view> builtin_names() {
  std::vector<std::string_view> names;
  for (const Builtin& builtin : kBuiltins) {
    names.push_back(builtin.signature.name);
  }
  return names;
}

}  // namespace ropewalk::expr
